/** A demo person that the desk can sign in as in development. */
export interface DevelopmentViewer {
  readonly subject: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
}

/** Fetches the demo people. */
export async function fetchDevelopmentViewers(): Promise<readonly DevelopmentViewer[]> {
  const response = await fetch('/development/viewers');
  if (!response.ok) return [];
  const { viewers }: { readonly viewers: readonly DevelopmentViewer[] } = await response.json();
  return viewers;
}

/** Fetches a token of a demo person. Throws if none is issued. */
export async function fetchDevelopmentToken(subject: string): Promise<string> {
  const response = await fetch('/development/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  });
  if (!response.ok) throw new Error(`no token was issued (${response.status})`);
  const { token }: { readonly token: string } = await response.json();
  return token;
}

/** Reads the scopes of a JWT (RFC 9068). A token of another form has none here. */
export function readScopes(token: string): ReadonlySet<string> {
  try {
    const [, payload = ''] = token.split('.');
    const { scope }: { readonly scope?: unknown } = Object(
      JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))),
    );
    return new Set(typeof scope === 'string' ? scope.split(' ') : []);
  } catch {
    return new Set();
  }
}

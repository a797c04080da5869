/** A demo person that the desk can sign in as in development. */
export interface DevelopmentViewer {
  readonly subject: string;
  readonly name: string;
  readonly description: string;
}

/** Fetches the demo people. Returns undefined if the gateway gives no tokens to pages, as outside development. */
export async function readDevelopmentViewers(): Promise<readonly DevelopmentViewer[] | undefined> {
  const response = await fetch('/development/viewers');
  if (!response.ok) return undefined;
  const { viewers }: { readonly viewers: readonly DevelopmentViewer[] } = await response.json();
  return viewers;
}

/** Fetches a new token of one demo person. Throws if the gateway gives none. */
export async function readDevelopmentToken(subject: string): Promise<string> {
  const response = await fetch('/development/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  });
  if (!response.ok) throw new Error(`no token was given (${response.status})`);
  const { token }: { readonly token: string } = await response.json();
  return token;
}

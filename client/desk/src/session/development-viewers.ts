/** Somebody whom the desk may be signed in as while it is developed. */
export interface DevelopmentViewer {
  readonly subject: string;
  readonly name: string;
  readonly description: string;
}

/** Who there is, or undefined where the gateway gives no tokens to pages: anywhere but in development. */
export async function readDevelopmentViewers(): Promise<readonly DevelopmentViewer[] | undefined> {
  const response = await fetch('/development/viewers');
  if (!response.ok) return undefined;
  const { viewers }: { readonly viewers: readonly DevelopmentViewer[] } = await response.json();
  return viewers;
}

/** A fresh token of one of them. Throws where the gateway gives none. */
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

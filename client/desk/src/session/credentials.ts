/** Access token of the signed-in person. It may be replaced while the page is open. */
export interface Credentials {
  readonly token: () => string;
  /** Replaces a rejected token, once for all that wait. Returns false if the person must sign in again. */
  readonly renew: () => Promise<boolean>;
}

/** Creates credentials that are never replaced. */
export function createFixedCredentials(token: string): Credentials {
  return { token: () => token, renew: async () => false };
}

/** Creates a `fetch` that sends the token of the moment. */
export function createSignedFetch({ token }: Credentials): typeof fetch {
  return (resource, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token()}`);
    return fetch(resource, { ...init, headers });
  };
}

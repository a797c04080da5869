/** Answer to an operation, as a client receives it. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; each expectation is the check.
  readonly data: any;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly serviceName?: string };
  }[];
}

/** Sends an operation over HTTP. */
export async function postOperation(
  url: string,
  token: string | undefined,
  operation: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> | undefined },
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  const { data, errors = [] } = await response.json();
  return { status: response.status, data, errors };
}

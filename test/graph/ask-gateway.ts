import { staff } from './people.ts';
import type { TestGateway } from './test-gateway.ts';

/** Answer of a gateway, as a client receives it. */
export interface GatewayReply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape; each expectation is the check.
  readonly body: any;
}

/** Posts a JSON body to a gateway as the staff user, unless the headers name another token. */
export async function postJson(
  gateway: TestGateway,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<GatewayReply> {
  return readReply(
    await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await authorization(gateway)), ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

/** Sends a GET request to a gateway as the staff user. Parameters that are not strings are sent as JSON. */
export async function getQuery(
  gateway: TestGateway,
  parameters: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = { 'apollo-require-preflight': 'true' },
): Promise<GatewayReply> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const init = { headers: { ...(await authorization(gateway)), ...headers } };
  return readReply(await fetch(`${gateway.url}?${search}`, init));
}

async function authorization(gateway: TestGateway) {
  return { authorization: `Bearer ${await gateway.tokenOf(staff)}` };
}

async function readReply(response: Response): Promise<GatewayReply> {
  const { status, headers } = response;
  return { status, headers, body: await response.json() };
}

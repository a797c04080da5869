import type { SubgraphSdl } from '@supergraph/schema/compose-graph.ts';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { anonymous } from '@supergraph/service-kit/identity/viewer.ts';

const timeoutMs = 10_000;

/** Schema of a subgraph, or the reason why its URL cannot be used. */
type Outcome = { readonly sdl: string } | { readonly problem: string };

/** Reads the schema of a running subgraph as gateways do (`_service`). Throws an Error that says what is wrong at its URL. */
export async function readRemoteSchema(
  { name, url }: { readonly name: string; readonly url: string },
  sign: TokenSigner,
): Promise<SubgraphSdl> {
  const outcome = await ask(url, await sign(anonymous, name)).catch(describeFailure);
  if ('sdl' in outcome) return { name, url, sdl: outcome.sdl };
  throw new Error(`The subgraph "${name}" cannot be used at ${url}: ${outcome.problem}.`);
}

async function ask(url: string, token: string): Promise<Outcome> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { status, headers } = response;
  const answer = readJson(await response.text());
  if (status === 401 || status === 403)
    return {
      problem: `it refuses the key of this gateway (status ${status}): INTERNAL_PRIVATE_KEY_FILE must name one that it accepts`,
    };
  if (status >= 300 && status < 400) return { problem: `it redirects to ${headers.get('location')}` };
  const isGraphql = answer !== undefined && ('data' in answer || 'errors' in answer);
  if (!isGraphql)
    return {
      problem: `it is no GraphQL endpoint (status ${status}, ${headers.get('content-type') ?? 'no content'})`,
    };
  const sdl: unknown = Object(Object(answer.data)._service).sdl;
  if (typeof sdl === 'string') return { sdl };
  // A gateway does not have the field, and answers no entity requests.
  return { problem: 'it answers GraphQL, but not as a subgraph. A gateway cannot take its place' };
}

function describeFailure(error: unknown): Outcome {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { problem: `it does not answer within ${timeoutMs / 1000} s` };
  const { cause }: { readonly cause?: unknown } = Object(error);
  const { code, message }: { readonly code?: unknown; readonly message?: unknown } = Object(cause ?? error);
  return { problem: `it does not answer (${code ?? message})` };
}

function readJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

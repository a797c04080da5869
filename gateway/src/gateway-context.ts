import { randomUUID } from 'node:crypto';
import type { ClientRequest } from '@supergraph/engine';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';

/** One client request with its authenticated viewer. */
export class Caller {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Key of the account that pays for the request, and of the caller's queue for planning. */
  readonly rateKey: string;
  /** Aborts when the client disconnects before it is answered. */
  readonly signal: AbortSignal;

  constructor(viewer: Viewer, { requestId, signal }: Pick<Caller, 'requestId' | 'signal'>, rateKey: string) {
    this.viewer = viewer;
    this.requestId = requestId;
    this.signal = signal;
    this.rateKey = rateKey;
  }
}

/** Context of one operation in the gateway: Apollo Server's `contextValue`. */
export interface GatewayContext {
  readonly caller: Caller;
}

/** Returns the caller of an operation from a context whose type is unknown to the engine. */
export function readCaller({ caller }: Readonly<Record<string, unknown>>): Caller {
  if (caller instanceof Caller) return caller;
  throw new TypeError('an operation must come with its caller');
}

/** Returns a key of everything in a client that its requests to subgraphs depend on: identity and forwarded headers. */
export function sharingKey(client: ClientRequest, forwardHeaders: readonly string[]): string {
  const { subject = null } = readCaller(client.contextValue).viewer;
  return `${JSON.stringify(subject)} ${audienceKey(client, forwardHeaders)}`;
}

/** Returns the part of that key that viewers can have in common: whether they are signed in, scopes and forwarded headers. */
export function audienceKey(
  { headers, contextValue }: ClientRequest,
  forwardHeaders: readonly string[],
): string {
  const { subject, scopes } = readCaller(contextValue).viewer;
  const forwarded = forwardHeaders.map((name) => headers?.get(name) ?? null);
  return JSON.stringify([subject !== undefined, [...scopes].sort(), forwarded]);
}

/** Returns the identity of a subgraph request. The gateway's own requests, such as for a schema, have none. */
export function readIdentity(client: ClientRequest): Pick<Caller, 'viewer' | 'requestId'> {
  if (client.origin === 'gateway') return { viewer: anonymous, requestId: randomUUID() };
  return readCaller(client.contextValue);
}

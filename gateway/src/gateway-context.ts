import { randomUUID } from 'node:crypto';
import type { ClientRequest } from '@supergraph/engine';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';

/** One request of a client, whose viewer is known. */
export class Caller {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Key of the account that pays for the request, and of the caller's place in line for planning. */
  readonly rateKey: string;
  /** Aborted when the client has gone before it was answered. */
  readonly signal: AbortSignal;

  constructor(viewer: Viewer, { requestId, signal }: HttpRequest, rateKey: string) {
    this.viewer = viewer;
    this.requestId = requestId;
    this.signal = signal;
    this.rateKey = rateKey;
  }
}

/** What travels with one operation through the gateway: Apollo Server's `contextValue`. */
export interface GatewayContext {
  readonly caller: Caller;
}

/** The caller of an operation, out of a context whose type the engine does not know. */
export function readCaller({ caller }: Readonly<Record<string, unknown>>): Caller {
  if (caller instanceof Caller) return caller;
  throw new TypeError('an operation must come with its caller');
}

/** Returns the identity of a subgraph request. The gateway's own requests, such as for a schema, have none. */
export function readIdentity(client: ClientRequest): Pick<Caller, 'viewer' | 'requestId'> {
  if (client.requestContext === undefined) return { viewer: anonymous, requestId: randomUUID() };
  return readCaller(client.contextValue);
}

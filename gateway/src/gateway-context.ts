import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { Log } from '@supergraph/service-kit/log.ts';

/** What travels with one operation through the gateway. */
export interface GatewayContext {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly log: Log;
}

/** Source of a supergraph that can change. It may call `update` from then on. */
export type SupergraphSource = (update: UpdateSupergraph) => Promise<ManagedSupergraph>;

/**
 * Builds a new supergraph version and serves it. A supergraph that cannot be served is refused and reported as an
 * event, and the previous version stays in use. Throws if the SDL is clearly not a supergraph, or if the engine has
 * stopped. Errors of the build reject the promise, which may be ignored.
 */
export type UpdateSupergraph = (supergraphSdl: string) => Promise<void>;

/** First supergraph of a source. */
export interface ManagedSupergraph {
  readonly supergraphSdl: string;
  /** Fallback if `supergraphSdl` is refused at the start. default: the gateway does not start */
  readonly lastGoodSdl?: string;
  /** Called once, when the gateway stops. */
  readonly cleanup?: () => Promise<void>;
}

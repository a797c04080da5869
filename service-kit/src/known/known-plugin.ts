import type { ApolloServerPlugin, BaseContext, HeaderMap } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import type { CachePolicy } from './cache-policy.ts';

/** Operation that a request named. */
export interface ResolvedOperation {
  /** SHA-256 of the document's text, in hexadecimal digits. */
  readonly queryHash: string;
  /** Name in the document, or null if it has none. */
  readonly operationName: string | null;
  readonly document: DocumentNode;
}

/** Answer without errors. */
export interface KnownAnswer {
  /** Headers of the response, to which a plugin may add. */
  readonly headers: HeaderMap;
  readonly cachePolicy: CachePolicy;
}

/** Hooks for operations that are answered without Apollo Server's pipeline. Those with errors go through the pipeline. */
export interface KnownHooks {
  /** Called in place of `didResolveOperation`. */
  readonly didResolveOperation?: (operation: ResolvedOperation) => void;
  /** Called in place of `willSendResponse`. */
  readonly willSendResponse?: (answer: KnownAnswer) => void;
}

/** Plugin of Apollo Server that declares its hooks for known operations. */
export interface KnownPlugin<Context extends BaseContext = BaseContext> extends ApolloServerPlugin<Context> {
  /** Hooks for known operations. An empty object declares that the plugin needs none. */
  readonly known?: KnownHooks;
}

/** Returns whether a plugin must see every request in Apollo Server's pipeline. */
export function needsEveryRequest({ requestDidStart, known }: KnownPlugin): boolean {
  return requestDidStart !== undefined && known === undefined;
}

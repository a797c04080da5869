import type { AuthorizationOptions } from '@supergraph/engine';
import type { GatewayConfig } from '../gateway-config.ts';
import { readCaller } from '../gateway-context.ts';
import type { ViewerPolicy } from './access-policies.ts';

/**
 * Creates the rules for authorization, which decide by the viewer of a request. A caller with a token is authenticated.
 */
export function createAuthorization(
  { rejectUnauthorized }: Pick<GatewayConfig['access'], 'rejectUnauthorized'>,
  policies: Readonly<Record<string, ViewerPolicy>>,
): AuthorizationOptions {
  const decided = Object.entries(policies).map(
    ([name, policy]) =>
      [
        name,
        ({ contextValue }: Parameters<AuthorizationOptions['viewer']>[0]) =>
          policy(readCaller(contextValue).viewer),
      ] as const,
  );
  return {
    viewer: ({ contextValue }) => {
      const { subject, scopes } = readCaller(contextValue).viewer;
      return { authenticated: subject !== undefined, scopes };
    },
    policies: Object.fromEntries(decided),
    rejectUnauthorized,
  };
}

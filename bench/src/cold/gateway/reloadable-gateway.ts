import type { GatewayInterface } from '@apollo/server-gateway-interface';

/** The compared gateways. */
export type ColdKind = 'stock' | 'ours';

/** A gateway whose supergraph can be changed. */
export type ReloadableGateway = {
  readonly gateway: GatewayInterface;
  /** Resolves when the supergraph is served. Rejects if it is refused. */
  readonly update: (supergraphSdl: string) => Promise<void>;
};

/** Creates a gateway with its default options. A process loads the code of one kind only. */
export async function createReloadableGateway(
  kind: ColdKind,
  supergraphSdl: string,
  warmUpOperations: readonly string[],
): Promise<ReloadableGateway> {
  let update: ((supergraphSdl: string) => unknown) | undefined;
  const hook = async (hooks: { readonly update: (supergraphSdl: string) => unknown }) => {
    update = hooks.update;
    return { supergraphSdl };
  };
  const gateway = await create(kind, hook, warmUpOperations);
  return { gateway, update: async (sdl) => void (await update?.(sdl)) };
}

type Hook = (hooks: {
  readonly update: (supergraphSdl: string) => unknown;
}) => Promise<{ supergraphSdl: string }>;

async function create(
  kind: ColdKind,
  hook: Hook,
  warmUpOperations: readonly string[],
): Promise<GatewayInterface> {
  if (kind === 'ours') {
    const { createGateway } = await import('@supergraph/engine');
    return createGateway({ supergraphSdl: hook, warmUpOperations });
  }
  const { ApolloGateway } = await import('@apollo/gateway');
  return new ApolloGateway({ supergraphSdl: hook });
}

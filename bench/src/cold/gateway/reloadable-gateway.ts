import type { GatewayInterface } from '@apollo/server-gateway-interface';

/** The compared gateways. */
export type ColdKind = 'stock' | 'ours';

/** A gateway whose supergraph can be changed. */
export type ReloadableGateway = {
  readonly gateway: GatewayInterface;
  /** Resolves when the new supergraph is served. Rejects if it is refused. */
  readonly update: (supergraphSdl: string) => Promise<void>;
};

/** Options of our gateway that stock does not have. */
export type OwnOptions = {
  readonly warmUpOperations?: readonly string[];
  /** Size of the operation cache. */
  readonly maxOperations?: number;
};

/**
 * Creates a gateway with its default options, except those given. A process loads the code of one kind only.
 */
export async function createReloadableGateway(
  kind: ColdKind,
  supergraphSdl: string,
  options: OwnOptions,
): Promise<ReloadableGateway> {
  let update: ((supergraphSdl: string) => unknown) | undefined;
  const hook = async (hooks: { readonly update: (supergraphSdl: string) => unknown }) => {
    update = hooks.update;
    return { supergraphSdl };
  };
  const gateway = await create(kind, hook, options);
  return { gateway, update: async (sdl) => void (await update?.(sdl)) };
}

type Hook = (hooks: {
  readonly update: (supergraphSdl: string) => unknown;
}) => Promise<{ supergraphSdl: string }>;

async function create(kind: ColdKind, hook: Hook, options: OwnOptions): Promise<GatewayInterface> {
  if (kind === 'ours') {
    const { createGateway } = await import('@supergraph/engine');
    return createGateway({ supergraphSdl: hook, ...options });
  }
  const { ApolloGateway } = await import('@apollo/gateway');
  return new ApolloGateway({ supergraphSdl: hook });
}

import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import type { AskSubgraph } from './ask-subgraph.ts';

/** Creates a gateway from Apollo's planner and `executeQueryPlan`, on subgraphs of the same process. */
export function createStockGateway(supergraphSdl: string, ask: AskSubgraph): GatewayInterface {
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph);
  const services = createServices(supergraph, ask);
  const plans = new Map<string, QueryPlan>();
  const listeners: Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0][] = [];
  return {
    onSchemaLoadOrUpdate(listener) {
      listeners.push(listener);
      return () => undefined;
    },
    async load() {
      for (const listener of listeners) listener({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
      return {
        executor: async (context) => {
          const plan =
            plans.get(context.queryHash) ??
            planner.buildQueryPlan(operationFromDocument(apiSchema, context.document));
          plans.set(context.queryHash, plan);
          const operationContext = buildOperationContext({ schema, operationDocument: context.document });
          return executeQueryPlan(plan, services, context, operationContext, supergraphSchema, apiSchema);
        },
      };
    },
    stop: async () => undefined,
  };
}

function createServices(supergraph: Supergraph, ask: AskSubgraph): ServiceMap {
  const services = supergraph.subgraphsMetadata().map(({ name }) => {
    // A JSON copy, because stock writes into the answers that it receives, and its types exclude malformed
    // ones.
    const process: ServiceMap[string]['process'] = async ({ request }) =>
      JSON.parse(
        JSON.stringify(await ask(name, { query: request.query ?? '', variables: request.variables ?? {} })),
      );
    return [name, { process }] as const;
  });
  return Object.fromEntries(services);
}

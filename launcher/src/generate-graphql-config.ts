import { type RegisteredSubgraph, repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

/** Writes `.graphqlrc.yml`, which editors read to complete and check GraphQL files. */
export function generateGraphqlConfig(registry: readonly RegisteredSubgraph[]): void {
  writeAtomically(repositoryFile('.graphqlrc.yml'), renderGraphqlConfig(registry));
}

/** Renders one project for the graph's operations, and one for the schema of each subgraph. */
export function renderGraphqlConfig(registry: readonly RegisteredSubgraph[]): string {
  return `# Made by \`npm run codegen\` from schema/subgraphs.json. Do not edit.
projects:
  graph:
    schema: schema/api.graphql
    documents:
      - schema/example.graphql
      - client/desk/src/**/*.graphql
      - client/programs/*.graphql
${registry.map(({ name }) => `  ${name}:\n    schema: subgraphs/${name}/schema.graphql\n`).join('')}`;
}

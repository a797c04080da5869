import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { subgraphFolder } from '@supergraph/schema/registry.ts';

/**
 * Generates the resolver types of a subgraph from its `schema.graphql` into `src/generated/resolvers.ts`.
 * `codegen.json` of the subgraph names its context type, and the domain type behind each GraphQL type.
 */
export async function generateResolverTypes(name: string): Promise<void> {
  const folder = subgraphFolder(name);
  const settings = new URL('codegen.json', folder);
  if (!existsSync(settings)) throw new Error(`${fileURLToPath(settings)} is missing`);
  const { contextType, mappers, scalars } = JSON.parse(readFileSync(settings, 'utf8'));
  await generate(
    {
      silent: true,
      schema: fileURLToPath(new URL('schema.graphql', folder)),
      generates: {
        [fileURLToPath(new URL('src/generated/resolvers.ts', folder))]: {
          plugins: [
            { add: { content: '// Made by `npm run codegen` from schema.graphql. Do not edit.' } },
            'typescript',
            'typescript-resolvers',
          ],
          config: {
            contextType,
            mappers,
            scalars: { ...scalars, _FieldSet: 'string' },
            federation: true,
            importExtension: '.ts',
            useTypeImports: true,
            enumsAsTypes: true,
            strictScalars: true,
            resolversNonOptionalTypename: { unionMember: true },
          },
        },
      },
    },
    true,
  );
}

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { subgraphFolder } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

/**
 * Generates the resolver types of a subgraph from its `schema.graphql` into `src/generated/resolvers.ts`.
 * `codegen.json` of the subgraph names its context type, and the domain type behind each GraphQL type.
 */
export async function generateResolverTypes(name: string): Promise<void> {
  const folder = subgraphFolder(name);
  const settings = new URL('codegen.json', folder);
  if (!existsSync(settings)) throw new Error(`${fileURLToPath(settings)} is missing`);
  const { contextType, mappers, scalars } = JSON.parse(readFileSync(settings, 'utf8'));
  const target = fileURLToPath(new URL('src/generated/resolvers.ts', folder));
  const files: readonly { readonly content: string }[] = await generate(
    {
      silent: true,
      schema: fileURLToPath(new URL('schema.graphql', folder)),
      generates: {
        [target]: {
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
    false,
  );
  mkdirSync(dirname(target), { recursive: true });
  for (const { content } of files) writeAtomically(target, content);
}

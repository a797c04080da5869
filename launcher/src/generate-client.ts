import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import { buildSchema, Kind, parse, validate } from 'graphql';

interface GeneratedFile {
  readonly filename: string;
  readonly content: string;
}

/** Types of the graph's scalars for clients, as in JSON. A missing scalar stops the generator. */
const scalars = {
  ID: 'string',
  Currency: 'string',
  DateTime: 'string',
  EmailAddress: 'string',
  SafeInt: 'number',
};

const header =
  '// Made by `npm run codegen` from schema/api.graphql and the .graphql files of client/. Do not edit.\n';

/**
 * Generates the typed documents of the operations below `client/`, and the manifests by which a gateway knows
 * their hashes, into `client/src/generated/`. Needs only the composed schema, no running service.
 */
export async function generateClient(): Promise<void> {
  const folder = repositoryFile('client/src/generated');
  const files = await generateFiles(folder);
  const manifest = files.find(({ filename }) => filename.endsWith('persisted-documents.json'));
  if (manifest === undefined) throw new Error('the generator made no manifest of the operations');
  const documents = { ...readDocuments(manifest.content), ...readProgramOperations() };
  const texts = new Map(
    files.map(({ filename, content }) => {
      const text = filename.endsWith('.ts') ? `${header}${content.trim()}\n` : `${content.trim()}\n`;
      return [basename(filename), text];
    }),
  );
  texts.set('persisted-documents.json', `${JSON.stringify(documents, null, 2)}\n`);
  texts.set('persisted-query-manifest.json', toApolloManifest(documents));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of texts) writeAtomically(join(folder, name), text);
  for (const name of readdirSync(folder)) if (!texts.has(name)) rmSync(join(folder, name));
}

async function generateFiles(folder: string): Promise<readonly GeneratedFile[]> {
  const files: readonly GeneratedFile[] = await generate(
    {
      silent: true,
      schema: repositoryFile('schema/api.graphql'),
      documents: repositoryFile('client/desk/src/**/*.graphql'),
      generates: {
        [`${folder}/`]: {
          preset: 'client',
          // Adds `__typename` before hashing, since every cache and every `switch` needs it.
          documentTransforms: [addTypenameSelectionDocumentTransform],
          presetConfig: {
            fragmentMasking: { unmaskFunctionName: 'readFragment' },
            persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' },
            skipIndexFile: true,
          },
          config: {
            scalars,
            strictScalars: true,
            enumsAsTypes: true,
            useTypeImports: true,
            importExtension: '.ts',
          },
        },
        [join(folder, 'possible-types.ts')]: { plugins: ['fragment-matcher'] },
      },
    },
    false,
  );
  // Operations have their own files, so the function that finds them by their text is not needed.
  return files.filter(({ filename }) => basename(filename) !== 'gql.ts');
}

type Documents = Readonly<Record<string, string>>;

function readDocuments(persistedDocuments: string): Documents {
  return JSON.parse(persistedDocuments);
}

/**
 * Reads the operations of `client/programs/`, which agents and partners call, by the hash of their text. Their comments
 * stay, since marks are comments.
 */
function readProgramOperations(): Documents {
  const folder = repositoryFile('client/programs');
  const schema = buildSchema(readFileSync(repositoryFile('schema/api.graphql'), 'utf8'));
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  const entries = names.sort().map((name) => {
    const text = readFileSync(join(folder, name), 'utf8').trim();
    const [problem] = validate(schema, parse(text));
    if (problem) throw new Error(`client/programs/${name}: ${problem.message}`);
    return [`sha256:${createHash('sha256').update(text).digest('hex')}`, text] as const;
  });
  return Object.fromEntries(entries);
}

/** Writes the operations in Apollo's format (`apollo-persisted-query-manifest`, version 1). */
function toApolloManifest(documents: Documents): string {
  const operations = Object.entries(documents).map(([hash, body]) => {
    const operation = parse(body).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${hash} names no operation`);
    return {
      id: hash.replace(/^sha256:/, ''),
      name: operation.name?.value,
      type: operation.operation,
      body,
    };
  });
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

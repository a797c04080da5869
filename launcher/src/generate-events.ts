import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EventContracts, readAllContracts } from '@supergraph/schema/events/event-contracts.ts';
import { printAsyncApi } from '@supergraph/schema/events/print-asyncapi.ts';
import { printEventTypes } from '@supergraph/schema/events/print-event-types.ts';
import { printEventsPage } from '@supergraph/schema/events/print-events-page.ts';
import { readRegistry, repositoryFile, subgraphFolder } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

/** Writes the page of all events, the AsyncAPI document, and the types of each consumer. */
export function generateEvents(): void {
  for (const { path, text } of renderEvents()) {
    mkdirSync(dirname(path), { recursive: true });
    writeAtomically(path, text);
  }
}

/** Returns all files that are generated from `schema/events`. */
export function renderEvents(): readonly { readonly path: string; readonly text: string }[] {
  const contracts = readAllContracts();
  const names = readRegistry().map(({ name }) => name);
  const consumersOf = (service: string) => names.filter((name) => readConsumed(name).includes(service));
  return [
    { path: repositoryFile('docs/event-contracts.md'), text: printEventsPage(contracts, consumersOf) },
    { path: repositoryFile('schema/events/generated/asyncapi.json'), text: printAsyncApi(contracts) },
    ...names
      .map((name) => ({
        name,
        consumed: readConsumed(name).map((service) => find(contracts, service, name)),
      }))
      .filter(({ consumed }) => consumed.length > 0)
      .map(({ name, consumed }) => ({
        path: fileURLToPath(new URL('src/generated/events.ts', subgraphFolder(name))),
        text: printEventTypes(consumed),
      })),
  ];
}

/** Returns the services whose events a subgraph consumes, as its `codegen.json` lists them. */
function readConsumed(name: string): readonly string[] {
  const file = new URL('codegen.json', subgraphFolder(name));
  if (!existsSync(file)) return [];
  const { consumes = [] }: { readonly consumes?: readonly string[] } = JSON.parse(readFileSync(file, 'utf8'));
  return consumes;
}

function find(all: readonly EventContracts[], service: string, by: string): EventContracts {
  const found = all.find((contracts) => contracts.service === service);
  if (found === undefined)
    throw new Error(
      `subgraphs/${by}/codegen.json: "consumes" names ${service}, which has no schema/events/${service}.json`,
    );
  return found;
}

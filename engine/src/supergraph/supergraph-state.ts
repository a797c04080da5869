import { setImmediate } from 'node:timers/promises';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { createEntityNeeds, type EntityNeeds } from './entity-needs.ts';
import type { SupergraphDescription } from './supergraph-description.ts';

/** State for requests on one supergraph version. It is complete before the first request and never changes. */
export interface SupergraphState
  extends Pick<
    SupergraphDescription,
    'fieldNames' | 'virtualFields' | 'fieldNeeds' | 'interfaceObjects' | 'overrideLabels'
  > {
  readonly sdl: string;
  /** Supergraph without descriptions and without directives that only planning needs. */
  readonly document: DocumentNode;
  readonly apiSchema: GraphQLSchema;
  /** Schema with the types and fields that clients do not see. */
  readonly supergraphSchema: GraphQLSchema;
  readonly entityNeeds: EntityNeeds;
}

/**
 * Creates a state in a thread that serves requests. It yields to requests between its steps; the longest step takes
 * 20 to 40 ms for 300 entity types.
 */
export async function createSupergraphState(
  sdl: string,
  description: SupergraphDescription,
): Promise<SupergraphState> {
  const document = await parseLater(description.reducedSdl);
  const apiSchema = await buildSchemaLater(await parseLater(description.apiSdl));
  return {
    sdl,
    document,
    apiSchema,
    supergraphSchema: description.hidesSomething ? await buildSchemaLater(document) : apiSchema,
    fieldNames: description.fieldNames,
    virtualFields: description.virtualFields,
    entityNeeds: createEntityNeeds(description.entityNeeds),
    fieldNeeds: description.fieldNeeds,
    interfaceObjects: description.interfaceObjects,
    overrideLabels: description.overrideLabels,
  };
}

async function parseLater(sdl: string): Promise<DocumentNode> {
  await setImmediate();
  return parse(sdl, { noLocation: true });
}

async function buildSchemaLater(document: DocumentNode): Promise<GraphQLSchema> {
  await setImmediate();
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
}

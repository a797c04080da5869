import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, parse, visit } from 'graphql';
import type { Subgraph } from '../subgraphs/subgraph.ts';
import { checkFeatures } from './check-features.ts';
import { createEntityNeeds, type EntityNeeds } from './entity-needs.ts';
import { hasFlag, textArgument } from './join-directives.ts';
import { createOperationPlanner, type OperationPlanner } from './operation-planner.ts';
import { createPlanningSupergraph } from './planning-supergraph.ts';
import type { VirtualField } from './virtual-fields.ts';

/** All that requests on one version of a supergraph need; complete before the first, unchanged until the last. */
export interface SupergraphState {
  readonly sdl: string;
  readonly document: DocumentNode;
  readonly apiSchema: GraphQLSchema;
  /** With the types and fields that clients do not see. */
  readonly supergraphSchema: GraphQLSchema;
  /** Every field name of the supergraph, those that clients do not see among them. */
  readonly fieldNames: ReadonlySet<string>;
  /** Fields that only the planner knows. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
  readonly entityNeeds: EntityNeeds;
  /** The interfaces that are an @interfaceObject in some subgraph. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** The labels of @override(label:) in the supergraph. */
  readonly overrideLabels: ReadonlySet<string>;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  readonly planner: OperationPlanner;
}

/** What a state is made of besides the supergraph. */
export interface SupergraphStateOptions {
  readonly createSubgraph: (subgraph: { readonly name: string; readonly url: string }) => Subgraph;
  /** The URLs of the features for the security of data that are enforced. */
  readonly enforcedFeatures: ReadonlySet<string>;
}

/**
 * Builds a state aside, opening no connection. It throws where the SDL is not a supergraph, or uses a feature that the
 * executor would not enforce.
 */
export function createSupergraphState(sdl: string, options: SupergraphStateOptions): SupergraphState {
  const document = parse(sdl, { noLocation: true });
  checkFeatures(document, options.enforcedFeatures);
  const supportedFeatures = new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, ...options.enforcedFeatures]);
  const planning = createPlanningSupergraph(document);
  // Valid if the original is, but for @external fields that nothing requires any more under their own name.
  const supergraph = Supergraph.build(planning.document, { supportedFeatures, validateSupergraph: false });
  const overrideLabels = overrideLabelsOf(document);
  return {
    sdl,
    document,
    apiSchema: Supergraph.build(document, { supportedFeatures }).apiSchema().toGraphQLJSSchema(),
    supergraphSchema: buildASTSchema(document, { assumeValid: true, assumeValidSDL: true }),
    fieldNames: fieldNamesOf(planning.document),
    virtualFields: planning.virtualFields,
    entityNeeds: createEntityNeeds(planning.document),
    interfaceObjects: interfaceObjectsOf(document),
    overrideLabels,
    subgraphs: new Map(
      supergraph.subgraphsMetadata().map((subgraph) => [subgraph.name, options.createSubgraph(subgraph)]),
    ),
    planner: createOperationPlanner(supergraph, overrideLabels),
  };
}

function fieldNamesOf(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, { FieldDefinition: (field) => void names.add(field.name.value) });
  return names;
}

function interfaceObjectsOf(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    InterfaceTypeDefinition(type) {
      const isInterfaceObject = type.directives?.some((join) => hasFlag(join, 'isInterfaceObject', true));
      if (isInterfaceObject) names.add(type.name.value);
    },
  });
  return names;
}

function overrideLabelsOf(document: DocumentNode): ReadonlySet<string> {
  const labels = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (directive.name.value !== 'join__field') return;
      const label = textArgument(directive, 'overrideLabel');
      if (label !== undefined) labels.add(label);
    },
  });
  return labels;
}

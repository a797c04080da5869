import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, printSchema, Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, type DocumentNode, parse, validateSchema, visit } from 'graphql';
import { checkFeatures } from './check-features.ts';
import { readEntityNeeds } from './entity-needs.ts';
import { hasFlag, subgraphsOf, textArgument } from './join-directives.ts';
import { createPlanningSupergraph } from './planning-supergraph.ts';
import { hidesSomething, printReducedSupergraph } from './reduced-supergraph.ts';
import type { SupergraphDescription } from './supergraph-description.ts';

/** A supergraph that can be served, and the form of it that is planned on. */
export interface DescribedSupergraph {
  readonly description: SupergraphDescription;
  readonly planningSupergraph: Supergraph;
}

/**
 * Works out all that requests on a supergraph need. It takes up to seconds, so it is not for a thread that serves. It throws
 * where the SDL is not a supergraph, or uses a feature that the executor would not enforce.
 */
export function describeSupergraph(sdl: string, enforcedFeatures: ReadonlySet<string>): DescribedSupergraph {
  const document = parse(sdl, { noLocation: true });
  checkFeatures(document, enforcedFeatures);
  const supportedFeatures = new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, ...enforcedFeatures]);
  const apiSdl = printSchema(Supergraph.build(document, { supportedFeatures }).apiSchema());
  const api = parse(apiSdl, { noLocation: true });
  checkSchema(api);
  const planning = createPlanningSupergraph(document);
  const description: SupergraphDescription = {
    apiSdl,
    reducedSdl: printReducedSupergraph(document),
    hidesSomething: hidesSomething(document, api),
    fieldNames: fieldNamesOf(planning.document),
    virtualFields: planning.virtualFields,
    entityNeeds: readEntityNeeds(planning.document),
    interfaceObjects: interfaceObjectsOf(document),
    overrideLabels: overrideLabelsOf(document),
    subgraphs: subgraphsOf(document),
  };
  // Valid if the original is, but for @external fields that nothing requires any more under their own name.
  const planningSupergraph = Supergraph.build(planning.document, {
    supportedFeatures,
    validateSupergraph: false,
  });
  return { description, planningSupergraph };
}

/** Where the schemas are built to serve, they are taken for valid. */
function checkSchema(api: DocumentNode): void {
  const errors = validateSchema(buildASTSchema(api));
  if (errors.length > 0) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
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

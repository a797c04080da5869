import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, printSchema, Supergraph } from '@apollo/federation-internals';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  parse,
  validateSchema,
  visit,
} from 'graphql';
import { checkFeatures, executedFeatures } from './check-supergraph-sdl.ts';
import { readEntityNeeds } from './entity-needs.ts';
import { readFieldNeeds } from './field-needs.ts';
import { type FieldsType, fieldsTypesOf, mapFieldsTypes } from './fields-types.ts';
import { hasFlag, subgraphsOf, textArgument } from './join-directives.ts';
import { hidesSomething, printReducedSupergraph } from './reduced-supergraph.ts';
import type { SupergraphDescription } from './supergraph-description.ts';
import { createVirtualFields, type VirtualField } from './virtual-fields.ts';

/** Supergraph that is validated, described and ready for the planner. */
export interface DescribedSupergraph {
  readonly description: SupergraphDescription;
  readonly planning: PlanningForm;
}

/**
 * Validates a supergraph and computes its description for requests. It takes up to seconds, so it must not run in a thread
 * that serves requests. Throws if the SDL is not a supergraph, or uses a feature that the executor would not enforce.
 */
export function describeSupergraph(sdl: string, enforcedFeatures: ReadonlySet<string>): DescribedSupergraph {
  const document = parse(sdl, { noLocation: true });
  checkFeatures(document, enforcedFeatures);
  const { schema } = Supergraph.build(document, { supportedFeatures: supported(enforcedFeatures) });
  const apiSdl = `${deferSdl}${printSchema(schema.toAPISchema())}`;
  const api = parse(apiSdl, { noLocation: true });
  checkSchema(api);
  const rewritten = createPlanningSupergraph(document);
  const planning = buildForm(rewritten.document, enforcedFeatures, { document, schema });
  return {
    description: {
      apiSdl,
      reducedSdl: printReducedSupergraph(document),
      hidesSomething: hidesSomething(document, api),
      fieldNames: fieldNamesOf(rewritten.document),
      virtualFields: rewritten.virtualFields,
      entityNeeds: readEntityNeeds(rewritten.document),
      fieldNeeds: readFieldNeeds(document),
      interfaceObjects: planning.interfaceObjects,
      overrideLabels: planning.overrideLabels,
      subgraphs: subgraphsOf(document),
    },
    planning,
  };
}

/** Definition of @defer, which clients may use with every supergraph. */
const deferSdl =
  'directive @defer(label: String, if: Boolean! = true) on FRAGMENT_SPREAD | INLINE_FRAGMENT\n\n';

/** Form of a supergraph for the planner. */
export interface PlanningForm extends Pick<SupergraphDescription, 'overrideLabels' | 'interfaceObjects'> {
  readonly supergraph: Supergraph;
}

/** Builds the planner's form of a supergraph from an SDL that was described before. */
export function buildPlanningSupergraph(sdl: string, enforcedFeatures: ReadonlySet<string>): PlanningForm {
  const { document } = createPlanningSupergraph(parse(sdl, { noLocation: true }));
  return buildForm(document, enforcedFeatures);
}

/** Builds the form from a rewritten document, or uses the schema that is built already if it is of the same document. */
function buildForm(
  document: DocumentNode,
  enforcedFeatures: ReadonlySet<string>,
  built?: { readonly document: DocumentNode; readonly schema: Supergraph['schema'] },
): PlanningForm {
  // Not validated again: the original is valid, and @external fields may now be unused under their own name. Nor are the
  // subgraphs in it: a validated supergraph refuses contexts whose nullability the planner accepts.
  const supportedFeatures = supported(enforcedFeatures);
  return {
    supergraph:
      built?.document === document
        ? new Supergraph(built.schema, supportedFeatures, false)
        : Supergraph.build(document, { supportedFeatures, validateSupergraph: false }),
    overrideLabels: overrideLabelsOf(document),
    interfaceObjects: interfaceObjectsOf(document),
  };
}

function supported(enforcedFeatures: ReadonlySet<string>): Set<string> {
  return new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, ...executedFeatures, ...enforcedFeatures]);
}

/** Throws if the API schema is invalid. Serving threads later build the schemas without validation. */
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

/** Supergraph that the planner plans correctly for, with its virtual fields. */
interface PlanningSupergraph {
  readonly document: DocumentNode;
  /** Fields that only the planner knows. Each one stands for a real field with the arguments of a field set. */
  readonly virtualFields: ReadonlyMap<string, VirtualField>;
}

/**
 * Rewrites a supergraph to avoid two faults of the planner, or returns it unchanged if they do not concern it. The
 * planner enters a subgraph by a type's first key, even one that is not resolvable, so resolvable keys come first. It
 * treats a field of a @requires or @fromContext as the same field whatever its arguments, so each such field with
 * arguments becomes a virtual field.
 */
function createPlanningSupergraph(supergraph: DocumentNode): PlanningSupergraph {
  const naming = createVirtualFields(supergraph);
  const rewritten = mapFieldsTypes(supergraph, (type) => naming.rewriteFieldSets(type));
  const { virtualFields } = naming;
  const isOrdered = [...fieldsTypesOf(supergraph).values()].every((type) => orderKeys(type) === type);
  if (virtualFields.size === 0 && isOrdered) return { document: supergraph, virtualFields };
  const document = mapFieldsTypes(rewritten, (type) => orderKeys(naming.addFields(type)));
  return { document, virtualFields };
}

function orderKeys(type: FieldsType): FieldsType {
  const isLast = (join: ConstDirectiveNode): boolean =>
    join.name.value === 'join__type' && hasFlag(join, 'resolvable', false);
  const directives = type.directives ?? [];
  const ordered = [...directives.filter((each) => !isLast(each)), ...directives.filter(isLast)];
  return ordered.every((each, index) => each === directives[index]) ? type : { ...type, directives: ordered };
}

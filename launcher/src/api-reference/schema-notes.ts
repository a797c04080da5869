import { type DirectiveNode, type DocumentNode, Kind, parse } from 'graphql';
import { readDirectiveArguments } from '../directive-arguments.ts';

/** Facts of a supergraph that the API schema does not have, by type (`Order`) or field (`Order.total`). */
export interface SchemaNotes {
  /** Subgraphs that resolve a field, or define a type. */
  readonly owners: (coordinate: string) => readonly string[];
  /** Keys of an entity, as in `id`. */
  readonly keys: (type: string) => readonly string[];
  /** Conditions that a caller must meet, such as "scope `orders:read`". */
  readonly access: (coordinate: string) => readonly string[];
  /** Declared weight and list size. */
  readonly cost: (coordinate: string) => readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

/** An applied directive. */
interface Applied {
  readonly name: string;
  readonly values: Values;
}

/** Reads the notes of a composed supergraph. */
export function readSchemaNotes(supergraphSdl: string): SchemaNotes {
  const document = parse(supergraphSdl, { noLocation: true });
  const directives = collectDirectives(document);
  const names = readSubgraphNames(document);
  const applied = (coordinate: string, name: string): readonly Values[] =>
    (directives.get(coordinate) ?? []).filter((each) => each.name === name).map(({ values }) => values);
  const graphsOf = (found: readonly Values[]) =>
    [...new Set(found.map(({ graph }) => names.get(String(graph)) ?? ''))].sort();
  return {
    owners(coordinate) {
      const [type = ''] = coordinate.split('.');
      const joins = coordinate.includes('.') ? applied(coordinate, 'join__field') : [];
      const resolving = joins.filter(({ graph, external }) => graph !== undefined && external !== true);
      return graphsOf(resolving.length > 0 ? resolving : applied(type, 'join__type'));
    },
    keys: (type) => {
      const keys = applied(type, 'join__type').flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
      return [...new Set(keys)];
    },
    access: (coordinate) => [
      ...applied(coordinate, 'authenticated').map(() => 'signed in'),
      ...applied(coordinate, 'requiresScopes').map(({ scopes }) => describeChoice('scope', scopes)),
      ...applied(coordinate, 'policy').map(({ policies }) => describeChoice('policy', policies)),
    ],
    cost: (coordinate) => [
      ...applied(coordinate, 'cost').map(({ weight }) => `weight ${weight}`),
      ...applied(coordinate, 'listSize').map(describeListSize),
    ],
  };
}

/** Collects the directives of types and fields, and of arguments as `Query.order.id`. */
function collectDirectives({ definitions }: DocumentNode): ReadonlyMap<string, readonly Applied[]> {
  const found = new Map<string, readonly Applied[]>();
  const note = (
    coordinate: string,
    { directives = [] }: { readonly directives?: readonly DirectiveNode[] },
  ) => void found.set(coordinate, directives.map(readDirective));
  for (const definition of definitions) {
    if (!('name' in definition) || definition.name === undefined || !('directives' in definition)) continue;
    const type = definition.name.value;
    note(type, definition);
    for (const field of 'fields' in definition ? (definition.fields ?? []) : [])
      note(`${type}.${field.name.value}`, field);
  }
  return found;
}

function readDirective(directive: DirectiveNode): Applied {
  return { name: directive.name.value, values: readDirectiveArguments(directive) };
}

function readSubgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph'
      ? (definition.values ?? [])
      : [],
  );
  return new Map(
    graphs.map((graph) => {
      const join = (graph.directives ?? []).map(readDirective).find(({ name }) => name === 'join__graph');
      return [graph.name.value, String(join?.values.name)];
    }),
  );
}

/** Describes alternatives, each of which may need several names: "scopes `a` and `b`, or scope `c`". */
function describeChoice(noun: string, alternatives: unknown): string {
  const lists = Array.isArray(alternatives) ? alternatives : [];
  return lists
    .map((names: readonly unknown[]) => {
      const plural = names.length > 1 ? noun.replace(/y$/, 'ie').concat('s') : noun;
      return `${plural} ${names.map((name) => `\`${name}\``).join(' and ')}`;
    })
    .join(', or ');
}

function describeListSize({ slicingArguments, sizedFields, assumedSize }: Values): string {
  const counted = Array.isArray(sizedFields)
    ? ` of ${sizedFields.map((name) => `\`${name}\``).join(', ')}`
    : '';
  const limit = Array.isArray(slicingArguments)
    ? slicingArguments.map((name) => `\`${name}\``).join(' or ')
    : `about ${assumedSize}`;
  return `${limit} items${counted}`;
}

/** Number of subgraphs in the generated graph. */
export const subgraphCount = 10;

/** Number of versions that reloads go through in turn. */
export const versionCount = 4;

/** The subgraphs of every version, in a fixed order. */
export const subgraphNames: readonly string[] = Array.from(
  { length: subgraphCount },
  (_, index) => `s${index}`,
);

/** A subgraph that only half of the versions have. */
export const guestName = 'guest';

/** Returns whether a version has the guest subgraph. */
export function hasGuest(version: number): boolean {
  return version % versionCount >= versionCount / 2;
}

/** Parameters of one version of the generated graph. */
export type LargeGraph = {
  readonly types: number;
  /**
   * Versions differ in a field that comes and goes, in the subgraph that owns another field, in a name, and in the set of
   * subgraphs. So the schema, the plans and the SDL all change.
   */
  readonly version: number;
};

/** Returns the SDL of every subgraph by name. Each entity type has fields in three subgraphs and refers to other types. */
export function createSubgraphSdl({ types, version }: LargeGraph): ReadonlyMap<string, string> {
  const parts = subgraphNames.map((_, index) => [link, slowPart(index)]);
  const queries = subgraphNames.map((_, index): string[] =>
    index < slowSubgraphs ? [`items${index}: [Item]`] : [],
  );
  for (let index = 0; index < types; index += 1) {
    const at = (offset: number) => (index + offset) % subgraphCount;
    const entity = (offset: number) => `Entity${(index + offset) % types}`;
    const isMoved = version % 2 === 1;
    parts[at(0)]?.push(`type Entity${index} @key(fields: "id") {
      id: ID! name: String! code: String size: Int! active: Boolean! parent: ${entity(subgraphCount)}
      children(first: Int = 3): [${entity(2 * subgraphCount)}!]! ${isMoved ? '' : 'bonus: Int'}
    }`);
    parts[at(1)]?.push(`type Entity${index} @key(fields: "id") {
      id: ID! rating: Float score: Int! next: ${entity(1)} related: [${entity(1 + subgraphCount)}!]!
      ${isMoved ? 'label: String' : ''}
    }`);
    parts[at(3)]?.push(`type Entity${index} @key(fields: "id") {
      id: ID! note: String note${version}: String peer: ${entity(3)} ${isMoved ? '' : 'label: String'}
    }`);
    queries[at(0)]?.push(`entity${index}(id: ID!): Entity${index}`);
  }
  const sdls = subgraphNames.map((name, index): [string, string] => [
    name,
    [...(parts[index] ?? []), `type Query { ${queries[index]?.join(' ')} }`].join('\n'),
  ]);
  const guest: readonly [string, string] = [guestName, `${link} type Query { guestName: String! }`];
  return new Map(hasGuest(version) ? [...sdls, guest] : sdls);
}

/**
 * Returns a short operation that Apollo's planner needs seconds for. Each number gives a different operation.
 */
export function createSlowQuery(number: number): string {
  const nest = (depth: number): string =>
    depth === 0
      ? '{ id }'
      : `{ f${depth % slowSubgraphs} ${nest(depth - 1)} f${(depth + 1) % slowSubgraphs} ${nest(depth - 1)} }`;
  return `{ slow${number}: items0 { f1 ${nest(3)} } }`;
}

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';

/** Each hop to another subgraph over an interface multiplies the planner's options by the number of its types. */
const slowSubgraphs = 4;
const slowTypes = 8;

function slowPart(index: number): string {
  if (index >= slowSubgraphs) return '';
  const fields = `id: ID! f${index}: Item`;
  const types = Array.from({ length: slowTypes }, (_, type) => `T${type}`);
  return `interface Item { ${fields} }
    ${types.map((type) => `type ${type} implements Item @key(fields: "id") { ${fields} }`).join('\n')}`;
}

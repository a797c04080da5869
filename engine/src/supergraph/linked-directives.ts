import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectValueNode,
} from 'graphql';
import { textArgument } from './join-directives.ts';

/** Specification that a supergraph links: `@link(url: "https://specs.apollo.dev/cost/v0.1")`. */
export interface LinkedFeature {
  /** Name in the URL, whatever its name in the supergraph. */
  readonly name: string;
  /** Version in the URL, such as `v0.1`. */
  readonly version: string;
  readonly url: string;
  /** URL without the version. */
  readonly identity: string;
  /**
   * Returns the supergraph's name of one of the feature's directives, without "@" (link specification, name
   * conventions).
   */
  readonly nameOf: (directive: string) => string;
}

/** Node that can have directives. */
interface Decorated {
  readonly directives?: readonly DirectiveNode[] | undefined;
}

/**
 * Returns the specifications that the supergraph links on its schema, or passes on from a subgraph by
 * `@join__directive`.
 */
export function linkedFeatures(supergraph: DocumentNode): readonly LinkedFeature[] {
  return supergraph.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? appliedDirectives(definition)
          .filter((directive) => directive.name.value === 'link')
          .flatMap(featureOf)
      : [],
  );
}

/** Creates a function that finds a node's directives of one Apollo specification, under any name they have. */
export function createDirectiveFinder(
  supergraph: DocumentNode,
  feature: string,
): (node: Decorated, directive: string) => readonly DirectiveNode[] {
  const links = linkedFeatures(supergraph).filter(
    ({ identity }) => identity === `https://specs.apollo.dev/${feature}`,
  );
  return (node, directive) => {
    const names = new Set(links.map((link) => link.nameOf(directive)));
    return names.size === 0 ? [] : appliedDirectives(node).filter(({ name }) => names.has(name.value));
  };
}

/** Returns a node's directives, with those that composition wraps in `@join__directive(name:, args:)` unwrapped. */
export function appliedDirectives({ directives = [] }: Decorated): readonly DirectiveNode[] {
  return directives.map((directive) => {
    const name = directive.name.value === 'join__directive' ? textArgument(directive, 'name') : undefined;
    if (name === undefined) return directive;
    const args = directive.arguments?.find((argument) => argument.name.value === 'args')?.value;
    return {
      kind: Kind.DIRECTIVE,
      name: { kind: Kind.NAME, value: name },
      arguments: args?.kind === Kind.OBJECT ? args.fields.map(toArgument) : [],
    };
  });
}

function toArgument({ name, value }: ObjectValueNode['fields'][number]): ArgumentNode {
  return { kind: Kind.ARGUMENT, name, value };
}

function featureOf(link: DirectiveNode): readonly LinkedFeature[] {
  const url = textArgument(link, 'url');
  const [version, name, ...host] = url?.replace(/\/$/, '').split('/').reverse() ?? [];
  if (url === undefined || name === undefined || version === undefined) return [];
  const imported = importsOf(link);
  const prefix = textArgument(link, 'as') ?? name;
  const nameOf = (directive: string): string => {
    const alone = directive === name ? prefix : `${prefix}__${directive}`;
    return imported.get(`@${directive}`) ?? alone;
  };
  return [{ name, version, url, identity: [name, ...host].reverse().join('/'), nameOf }];
}

/** Returns the imported names by their names in the specification: `"@a"` or `{ name: "@a", as: "@b" }`. */
function importsOf(link: DirectiveNode): ReadonlyMap<string, string> {
  const list = link.arguments?.find((argument) => argument.name.value === 'import')?.value;
  if (list?.kind !== Kind.LIST) return new Map();
  return new Map(
    list.values.flatMap((value) => {
      if (value.kind === Kind.STRING) return [[value.value, value.value.slice(1)] as const];
      if (value.kind !== Kind.OBJECT) return [];
      const text = (field: string): string | undefined => {
        const found = value.fields.find((each) => each.name.value === field)?.value;
        return found?.kind === Kind.STRING ? found.value : undefined;
      };
      const name = text('name');
      return name === undefined ? [] : [[name, (text('as') ?? name).slice(1)] as const];
    }),
  );
}

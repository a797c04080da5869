import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';

/** Features that change who may see what, or how a plan is executed, and that this engine does not implement. */
const refused: Readonly<Record<string, string>> = {
  authenticated: '@authenticated would not be enforced',
  requiresScopes: '@requiresScopes would not be enforced',
  policy: '@policy would not be enforced',
  context: '@context and @fromContext are not supported',
};

/** Throws where a supergraph links a feature without which its answers would be wrong, or would show too much. */
export function checkFeatures(supergraph: DocumentNode): void {
  const problems = linksOf(supergraph)
    .map(featureName)
    .filter((name) => name !== undefined && Object.hasOwn(refused, name))
    .map((name) => refused[name ?? '']);
  if (problems.length > 0)
    throw new Error(`The supergraph uses a feature that is refused: ${problems.join('; ')}`);
}

function linksOf(supergraph: DocumentNode): readonly ConstDirectiveNode[] {
  return supergraph.definitions.flatMap((definition) =>
    definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
      ? (definition.directives ?? []).filter((directive) => directive.name.value === 'link')
      : [],
  );
}

/** `context` of `https://specs.apollo.dev/context/v0.1`: the name in the URL, whatever the supergraph calls it. */
function featureName(link: ConstDirectiveNode): string | undefined {
  const url = link.arguments?.find((argument) => argument.name.value === 'url')?.value;
  return url?.kind === Kind.STRING ? url.value.split('/').at(-2) : undefined;
}

import { type DirectiveNode, type DocumentNode, Kind, visit } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/** Returns the variables that decide a @skip or @include anywhere in a document. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const value = conditionOf(directive);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Returns the variables that decide the @skip and @include of a selection. */
export function conditionVariablesOf(selection: {
  readonly directives?: readonly DirectiveNode[] | undefined;
}): readonly string[] {
  return (selection.directives ?? []).flatMap((directive) => {
    const value = conditionOf(directive);
    return value?.kind === Kind.VARIABLE ? [value.name.value] : [];
  });
}

/** Returns true if a selection has a @skip or @include. */
export function isConditional(selection: {
  readonly directives?: readonly DirectiveNode[] | undefined;
}): boolean {
  return (selection.directives ?? []).some((directive) => conditionOf(directive) !== undefined);
}

/** Returns true if a selection is included: neither @skip nor @include may exclude it (specification). */
export function isIncluded(
  selection: { readonly directives?: readonly DirectiveNode[] | undefined },
  variables: Variables,
): boolean {
  return (selection.directives ?? []).every((directive) => {
    const value = conditionOf(directive);
    if (value === undefined) return true;
    const holds =
      value.kind === Kind.VARIABLE
        ? variables[value.name.value] === true
        : value.kind === Kind.BOOLEAN && value.value;
    return holds === (directive.name.value === 'include');
  });
}

/** Returns true if a constant @skip or @include excludes a selection, whatever the variables. */
export function isNeverIncluded(selection: {
  readonly directives?: readonly DirectiveNode[] | undefined;
}): boolean {
  const constants = selection.directives?.filter(
    (directive) => conditionOf(directive)?.kind === Kind.BOOLEAN,
  );
  return constants !== undefined && !isIncluded({ directives: constants }, {});
}

function conditionOf(directive: DirectiveNode) {
  if (directive.name.value !== 'skip' && directive.name.value !== 'include') return undefined;
  return directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
}

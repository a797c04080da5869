import { type DirectiveNode, type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/** Choice of the @defer directives of an operation that are on for a request. */
export interface Deferral {
  /** Key; equal for requests with the same choice. */
  readonly key: string;
  /** Returns true if a @defer directive of the document is on. */
  readonly isOn: (directive: DirectiveNode) => boolean;
}

/** Conditions of a document's @defer directives: true, false, or the name of a variable. */
type DeferConditions = ReadonlySet<boolean | string>;

// A repeated document is the same node while it is cached.
const known = new WeakMap<DocumentNode, DeferConditions>();

/** Returns the choice for a request, or undefined if nothing is deferred. Takes the variables as the client sent them. */
export function readDeferral(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Deferral | undefined {
  const conditions = known.get(document) ?? collectConditions(document);
  known.set(document, conditions);
  if (conditions.size === 0) return undefined;
  const isOn = (condition: boolean | string): boolean =>
    typeof condition === 'boolean' ? condition : isTrue(condition, operation, variables);
  const on = [...conditions].filter(isOn);
  if (on.length === 0) return undefined;
  const chosen = new Set(on);
  return { key: `defer ${on.join()}`, isOn: (directive) => chosen.has(conditionOf(directive)) };
}

/** Returns the @defer directive of a selection, or undefined if there is none. */
export function deferOf(selection: {
  readonly directives?: readonly DirectiveNode[] | undefined;
}): DirectiveNode | undefined {
  return selection.directives?.find(({ name }) => name.value === 'defer');
}

/** Returns the label of a @defer directive, or undefined if it has none. */
export function labelOf(directive: DirectiveNode): string | undefined {
  const value = argumentOf(directive, 'label');
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** Returns true if a @defer directive is off for all variables. */
export function isNeverDeferred(directive: DirectiveNode): boolean {
  return conditionOf(directive) === false;
}

function collectConditions(document: DocumentNode): DeferConditions {
  const conditions = new Set<boolean | string>();
  visit(document, {
    Directive(directive) {
      if (directive.name.value === 'defer') conditions.add(conditionOf(directive));
    },
  });
  return conditions;
}

function conditionOf(directive: DirectiveNode): boolean | string {
  const value = argumentOf(directive, 'if');
  if (value === undefined) return true;
  return value.kind === Kind.VARIABLE ? value.name.value : value.kind === Kind.BOOLEAN && value.value;
}

/** Returns the value of a condition. An omitted variable has its own default, or that of the argument, which is true. */
function isTrue(
  name: string,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (given !== undefined) return given === true;
  const fallback = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return fallback === undefined || (fallback.kind === Kind.BOOLEAN && fallback.value);
}

function argumentOf(directive: DirectiveNode, name: string) {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';
import { keepRootFields } from './root-fields.ts';

/** The client's operation as the planner sees it, and how to find its fields' values again. */
export interface PlanningDocument {
  /** Absent where nothing of the operation is for a subgraph. */
  readonly document: DocumentNode | undefined;
  /** The part that the API schema answers: `__schema` and `__type`. */
  readonly introspection: DocumentNode | undefined;
  /** Under which name a field of the client's document is found in the merged answers. */
  readonly sources: ReadonlyMap<FieldNode, string>;
  /** The client's names of those variables that have another name in the planner's document. */
  readonly clientVariables: ReadonlyMap<string, string>;
}

/**
 * Rewrites a valid operation so that the planner, which merges selections by response name, cannot confuse two
 * fields: a field without arguments has its own name as response name, and each pair of a field and arguments has a
 * name that no field of the supergraph has. So neither a client's alias nor its arguments can meet a field that the
 * planner adds for a @key or @requires. The client's names come back when the answer is shaped.
 */
export function createPlanningDocument(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  fieldNames: ReadonlySet<string>,
): PlanningDocument {
  const planned = keepRootFields(document, operation, (field) => !field.name.value.startsWith('__'));
  const sources = new Map<FieldNode, string>();
  const variables = plannerVariables(operation);
  return {
    document:
      planned && visit(planned, renaming(operation, createSourceNames(fieldNames), sources, variables)),
    introspection: keepRootFields(document, operation, isIntrospection),
    sources,
    clientVariables: new Map([...variables].map(([client, planner]) => [planner, client])),
  };
}

/** Whether a root field is answered from the API schema. */
export function isIntrospection(field: FieldNode): boolean {
  return field.name.value === '__schema' || field.name.value === '__type';
}

/** The planner's entity fetches declare $representations: a client's variable of that name moves out of the way. */
function plannerVariables(operation: OperationDefinitionNode): ReadonlyMap<string, string> {
  const names = new Set(operation.variableDefinitions?.map((definition) => definition.variable.name.value));
  if (!names.has('representations')) return new Map();
  let free = 'representations_';
  while (names.has(free)) free += '_';
  return new Map([['representations', free]]);
}

function renaming(
  operation: OperationDefinitionNode,
  sourceName: ReturnType<typeof createSourceNames>,
  sources: Map<FieldNode, string>,
  variables: ReadonlyMap<string, string>,
): ASTVisitor {
  const open: string[] = [];
  return {
    Field: {
      enter(field) {
        // A mutation's root fields run once a response name, however alike they are.
        const runsByItself = operation.operation === 'mutation' && open.length === 0;
        const source = sourceName(field, runsByItself ? (field.alias ?? field.name).value : '');
        sources.set(field, source);
        open.push(source);
      },
      leave(field) {
        const { alias: _, ...rest } = field;
        const source = open.pop() ?? field.name.value;
        return source === field.name.value ? rest : { ...rest, alias: { kind: Kind.NAME, value: source } };
      },
    },
    Variable(variable) {
      const value = variables.get(variable.name.value);
      return value === undefined ? undefined : { ...variable, name: { kind: Kind.NAME, value } };
    },
  };
}

/** Names by field and arguments; `distinction` keeps apart what these would bring together. */
function createSourceNames(
  fieldNames: ReadonlySet<string>,
): (field: FieldNode, distinction: string) => string {
  const names = new Map<string, string>();
  let number = 0;
  return (field, distinction) => {
    const name = field.name.value;
    if (!field.arguments?.length && distinction === '') return name;
    const key = `${name}(${field.arguments?.map(print).sort().join()})${distinction}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    while (fieldNames.has(`${name}__${number}`)) number++;
    const source = `${name}__${number++}`;
    names.set(key, source);
    return source;
  };
}

import { type DocumentNode, Kind, print, stripIgnoredCharacters, visit } from 'graphql';

/**
 * Function that returns an entity fetch's operation for several groups of entities, each with its own values of some
 * variables.
 */
export type GroupTemplate = (groups: number) => string;

/** Returns the name of a variable, or of `_entities`, in one of several groups. */
export function nameInGroup(name: string, group: number, groups: number): string {
  return groups === 1 ? name : `${name}_${group}`;
}

/**
 * Creates a template by cutting an operation at the variables that each group has. Joining strings then gives the
 * text for twenty groups, and only the text for one group is kept.
 */
export function createGroupTemplate(document: DocumentNode, perGroup: ReadonlySet<string>): GroupTemplate {
  const mark = freeMark(print(document));
  const marked: DocumentNode = visit(document, {
    Variable(variable) {
      const { value } = variable.name;
      return perGroup.has(value)
        ? { ...variable, name: { kind: Kind.NAME, value: value + mark } }
        : undefined;
    },
  });
  const operation = marked.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('A fetch must have an operation');
  const { name, variableDefinitions = [], directives = [], selectionSet } = operation;
  const [own, shared] = partition(variableDefinitions, ({ variable }) => variable.name.value.endsWith(mark));
  const start = `${operation.operation} ${name?.value ?? ''}`;
  const cut = (text: string): readonly string[] => stripIgnoredCharacters(text).split(mark);
  const definitions = cut(own.map(print).join(' '));
  const selections = cut(selectionSet.selections.map(print).join(' '));
  const others = shared.map(print).join(' ');
  const conditions = directives.map(print).join(' ');
  return (groups) => {
    const numbers = [...Array(groups).keys()];
    const variables = numbers.map((group) => definitions.join(`_${group}`)).join(' ');
    const fields = numbers.map((group) => `_entities_${group}:${selections.join(`_${group}`)}`).join(' ');
    return `${start}(${others} ${variables})${conditions}{${fields}}`;
  };
}

/** Returns a name that does not occur in the text. */
function freeMark(text: string): string {
  let mark = '__group';
  while (text.includes(mark)) mark += '_';
  return mark;
}

function partition<Element>(
  elements: readonly Element[],
  isFirst: (element: Element) => boolean,
): readonly [readonly Element[], readonly Element[]] {
  return [elements.filter(isFirst), elements.filter((element) => !isFirst(element))];
}

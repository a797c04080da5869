import { type DocumentNode, Kind, type OperationDefinitionNode, type Token, TokenKind, visit } from 'graphql';
import { isRecord } from '../is-record.ts';

/** Marks that the comment above an operation can have, such as `# @tool @rest`. */
const knownMarks = ['tool', 'rest', 'idempotent', 'additive'] as const;

export type Mark = (typeof knownMarks)[number];

/** Comment of an operation: its marks, and the other lines as its description. */
export interface OperationComment {
  readonly marks: ReadonlySet<Mark>;
  readonly description: string;
  /** Variables of an example call, from the line `# @example {…}`. */
  readonly example: Readonly<Record<string, unknown>> | undefined;
}

/** Returns false if a text cannot have a marked operation, without parsing it. */
export function mayBeMarked(text: string): boolean {
  return text.includes('@tool') || text.includes('@rest');
}

/** Reads the comment above an operation. Throws an Error that names an unknown mark, or a malformed example. */
export function readComment({ loc }: OperationDefinitionNode): OperationComment {
  const lines: string[] = [];
  for (let token = loc?.startToken.prev; token?.kind === TokenKind.COMMENT; token = token.prev)
    lines.unshift(token.value.trim());
  const [example] = lines.filter((line) => line.startsWith(exampleMark));
  const marks = lines
    .filter((line) => line.startsWith('@') && line !== example)
    .flatMap((line) => line.split(/\s+/));
  return {
    marks: new Set(marks.map(readMark)),
    description: lines.filter((line) => !line.startsWith('@')).join(' '),
    example: example === undefined ? undefined : readExample(example.slice(exampleMark.length)),
  };
}

const exampleMark = '@example ';

function readExample(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (isRecord(value)) return value;
  throw new Error('must have a JSON object of its variables after @example');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readMark(word: string): Mark {
  const mark = knownMarks.find((name) => word === `@${name}`);
  if (mark !== undefined) return mark;
  const known = knownMarks.map((name) => `@${name}`).join(', ');
  throw new Error(
    `has the mark ${JSON.stringify(word)}, but the marks are ${known} and, for fields, @private`,
  );
}

/**
 * Returns the paths of response keys, joined by dots, of fields with the comment `# @private` at the end of their line. A
 * fragment that is spread in several places is private in all of them. Throws an Error for a comment on a line where no field
 * begins: it would protect nothing.
 */
export function findPrivatePaths(document: DocumentNode): ReadonlySet<string> {
  const lines = privateLines(document);
  const used = new Set<number>();
  const paths = new Set<string>();
  if (lines.size === 0) return paths;
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );
  const addBelow = (node: Parameters<typeof visit>[0], path: readonly string[]): void => {
    const trail = [...path];
    visit(node, {
      Field: {
        enter({ alias, name, loc }) {
          trail.push((alias ?? name).value);
          if (loc === undefined || !lines.has(loc.startToken.line)) return;
          used.add(loc.startToken.line);
          paths.add(trail.join('.'));
        },
        leave: () => {
          trail.pop();
        },
      },
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (fragment) addBelow(fragment.selectionSet, trail);
      },
    });
  };
  for (const each of document.definitions)
    if (each.kind === Kind.OPERATION_DEFINITION) addBelow(each.selectionSet, []);
  if (used.size < lines.size) throw new Error('has the comment @private on a line where no field begins');
  return paths;
}

function privateLines({ loc }: DocumentNode): ReadonlySet<number> {
  const lines = new Set<number>();
  for (let token: Token | null | undefined = loc?.startToken; token; token = token.next)
    if (token.kind === TokenKind.COMMENT && /^\s*@private\b/.test(token.value)) lines.add(token.line);
  return lines;
}

import { parseSync, Visitor } from 'vite';
import { expect, test } from 'vitest';
import { readProseFiles, type SourceFile } from './source-files.ts';

const maxLines = 60;

const files = readProseFiles().filter(
  ({ path }) => /\.(ts|tsx|mjs)$/.test(path) && !/\/generated\/|\.(config|test)\.ts$/.test(path),
);

test('no function outside a test is longer than 60 lines', () => {
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap(findLongFunctions)).toEqual([]);
});

test('a long function is named with its file, its first line and its length', () => {
  const text = `\nconst short = () => 1;\nfunction long() {\n${'  short();\n'.repeat(maxLines)}}\n`;
  expect(findLongFunctions({ path: 'gateway/src/a.ts', text })).toEqual([
    'gateway/src/a.ts:3 has a function of 62 lines',
  ]);
});

/** Returns a sentence for each function with too many lines, including those of its inner functions. */
function findLongFunctions({ path, text }: SourceFile): readonly string[] {
  if (text.split('\n').length <= maxLines) return [];
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const long: string[] = [];
  const check = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const lines = text.slice(start, end).split('\n').length;
    if (lines > maxLines) long.push(`${path}:${lineOf(start)} has a function of ${lines} lines`);
  };
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  new Visitor({
    FunctionDeclaration: check,
    FunctionExpression: check,
    ArrowFunctionExpression: check,
  }).visit(program);
  return long;
}

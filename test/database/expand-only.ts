/** Statements that a migration must not contain while old code still runs, with alternatives. */
const rules: readonly (readonly [statement: RegExp, what: string])[] = [
  [/\bdrop\s+(table|view|type|schema|function|sequence|domain)\b/, 'drops an object that old code may use'],
  [
    /\balter\s+table\b[^;]*\bdrop\s+(?!constraint\b|not\s+null\b|default\b|identity\b|expression\b)/,
    'drops a column that old code may use',
  ],
  [/\brename\b/, 'renames an object that old code uses'],
  [/\bset\s+not\s+null\b/, 'refuses rows that old code may write'],
  [/\balter\s+(column\s+)?("[^"]+"|\w+)\s+(set\s+data\s+)?type\b/, 'changes a type under old code'],
  [
    /\badd\s+(column\s+)?(if\s+not\s+exists\s+)?(?!constraint\b)("[^"]+"|\w+)\s(?![^,;]*\bdefault\b)[^,;]*\bnot\s+null\b/,
    'adds a column without a default that old code does not fill',
  ],
  [/\btruncate\b|\bdelete\s+from\b/, 'deletes rows'],
  [/\bset\s+schema\b/, 'moves an object that old code uses'],
  [/\brevoke\b/, 'revokes rights that old code needs'],
];

/**
 * Checks that old code works after a migration (expand, then contract). Returns a sentence for each broken
 * rule. A file whose name ends with `.contract.sql` declares that no old code runs any more.
 */
export function checkExpandOnly(file: string, text: string): readonly string[] {
  if (file.endsWith('.contract.sql')) return [];
  const statements = onlyStatements(text);
  return rules
    .filter(([statement]) => statement.test(statements))
    .map(([, what]) => `${file} ${what}: do it in a later release, in a file named *.contract.sql`);
}

/** Returns the text in lower case, without comments, quoted texts and content in parentheses. */
function onlyStatements(text: string): string {
  const plain = text
    .replace(/--.*$|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/gm, (part) => (part.startsWith("'") ? "''" : ' '))
    .toLowerCase();
  let [before, after] = ['', plain];
  while (before !== after) [before, after] = [after, after.replace(/\([^()]*\)/g, ' ')];
  return after;
}

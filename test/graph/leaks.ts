/** Patterns that no client may ever read: addresses, network causes, stacks, files, SQL. */
const secrets: readonly RegExp[] = [
  /127\.0\.0\.1/,
  /\[::1\]/,
  /localhost:/i,
  /\bE(CONN|ADDR|PIPE|NOTFOUND|TIMEDOUT|HOSTUNREACH|AI_AGAIN)[A-Z]*\b/,
  /fetch failed/i,
  /"stack(trace)?"/i,
  /\bat \S+ \(?(file|node):/,
  /node_modules/,
  /\.ts:\d+/,
  /\bselect\b.+\bfrom\b/i,
  /\binsert into\b/i,
  /relation \\?"/,
  /postgres/i,
];

/** Returns the forbidden texts in a whole answer, including its headers. */
export function findLeaks(answer: unknown): readonly string[] {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return secrets.flatMap((secret) => text.match(secret)?.[0] ?? []);
}

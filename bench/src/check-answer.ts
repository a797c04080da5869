import type { BenchCase, BenchOperation } from './bench-cases.ts';
import type { Target } from './gateways/start-gateway.ts';
import { isRecord } from './processes/is-record.ts';

/**
 * Sends the operations of a case once. Throws unless each answer has the expected data, with the fields in their order,
 * and no errors. Returns the lengths in bytes, which the answers under load must have.
 */
export async function checkAnswers(
  target: Target,
  { name, operations }: BenchCase,
  expectedData: readonly string[],
): Promise<readonly number[]> {
  const lengths: number[] = [];
  for (const [at, operation] of operations.entries())
    lengths.push(await checkAnswer(target, `Case ${name}`, operation, expectedData[at]));
  return lengths;
}

async function checkAnswer(
  { kind, url, headers }: Target,
  title: string,
  operation: BenchOperation,
  expectedData = '',
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: createBody(operation),
  });
  const text = await response.text();
  const answer: unknown = JSON.parse(text);
  const data = isRecord(answer) && !('errors' in answer) ? JSON.stringify(answer.data) : undefined;
  if (data !== expectedData)
    throw new Error(describeDifference(`${title} by ${kind}`, expectedData, data ?? text));
  return Buffer.byteLength(text);
}

/** Returns the body of an operation's request. */
export function createBody({ query, variables, extensions }: BenchOperation): string {
  return JSON.stringify({ query, variables, extensions });
}

function describeDifference(where: string, expected: string, received: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === received[at]) at += 1;
  const from = Math.max(0, at - 60);
  const show = (text: string) => text.slice(from, at + 120);
  return `${where}: the answer must be …${show(expected)}… at ${at}; received …${show(received)}…`;
}

import type { BenchCase } from './bench-cases.ts';
import type { Target } from './gateways/start-gateway.ts';
import { isRecord } from './processes/is-record.ts';

/**
 * Sends a case once. Throws unless the answer has the expected data, with the fields in their order, and no errors.
 * Returns the length in bytes, which every answer under load must have.
 */
export async function checkAnswer(
  { kind, url, headers }: Target,
  benchCase: BenchCase,
  expectedData: string,
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: createBody(benchCase),
  });
  const text = await response.text();
  const answer: unknown = JSON.parse(text);
  const data = isRecord(answer) && !('errors' in answer) ? JSON.stringify(answer.data) : undefined;
  if (data !== expectedData)
    throw new Error(describeDifference(`Case ${benchCase.name} by ${kind}`, expectedData, data ?? text));
  return Buffer.byteLength(text);
}

/** Returns the body of a case's request. */
export function createBody({ query, variables }: BenchCase): string {
  return JSON.stringify({ query, variables });
}

function describeDifference(where: string, expected: string, received: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === received[at]) at += 1;
  const from = Math.max(0, at - 60);
  const show = (text: string) => text.slice(from, at + 120);
  return `${where}: the answer must be …${show(expected)}… at ${at}; received …${show(received)}…`;
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { staff } from '../../graph/people.ts';
import { runSql } from '../../graph/run-sql.ts';
import type { ChaosSystem } from './start-system.ts';

/** Clients that read large answers slowly. */
export interface SlowReaders {
  /** Continues to read without pauses. Rejects with a sentence unless every answer is complete. */
  readonly finish: () => Promise<void>;
}

const readers = 4;

/** More than the sockets of both sides buffer. */
const nameLength = 4_500_000;

/** Starts clients that request a product with a very long name. Resolves once each receives its answer. */
export async function startSlowReaders({ url, tokenOf, subgraphs }: ChaosSystem): Promise<SlowReaders> {
  await runSql(
    subgraphs.orders.databaseUrl(),
    `insert into products (sku, name, price_amount, price_currency, stock)
     values ('LARGE', repeat('x', ${nameLength}), 100, 'USD', 1000000) on conflict do nothing`,
  );
  const token = await tokenOf(staff);
  const reading: Awaited<ReturnType<typeof startReader>>[] = [];
  // One after another, since creating them is not under test.
  while (reading.length < readers) reading.push(await startReader(new URL(url), token));
  return {
    finish: async () => {
      const problems = await Promise.all(reading.map((finish) => finish()));
      const problem = problems.find((found) => found !== undefined);
      if (problem !== undefined) throw new Error(problem);
    },
  };
}

/**
 * Starts a reader. Resolves to a function that reads the rest and resolves to the problem with the answer, if
 * any.
 */
async function startReader(url: URL, token: string): Promise<() => Promise<string | undefined>> {
  const socket = connect(Number(url.port), url.hostname);
  const body = JSON.stringify({ query: '{ product(sku: "LARGE") { name } }' });
  socket.write(
    [
      `POST ${url.pathname} HTTP/1.1`,
      'host: x',
      'connection: close',
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      `\r\n${body}`,
    ].join('\r\n'),
  );
  const pause = { ms: 100 };
  const reading = readAll(socket, pause);
  await Promise.race([once(socket, 'readable'), reading]);
  return async () => {
    pause.ms = 0;
    const { text, error } = await reading;
    const [head = '', answer = ''] = text.split('\r\n\r\n');
    const whole = JSON.stringify({ data: { product: { name: 'x'.repeat(nameLength) } } });
    if (answer.trim() === whole) return undefined;
    const shown = answer.length < 500 ? answer : `${answer.length} bytes`;
    return `a slow reader got ${shown} (${error ?? head.split('\r\n')[0]})`;
  };
}

/** Reads to the end in chunks of 64 KB, with a pause after each. */
async function readAll(
  socket: Socket,
  pause: { readonly ms: number },
): Promise<{ readonly text: string; readonly error?: string }> {
  let text = '';
  try {
    for await (const chunk of socket.setEncoding('latin1')) {
      text += chunk;
      if (pause.ms > 0) await sleep(pause.ms);
    }
    return { text };
  } catch (error) {
    return { text, error: error instanceof Error ? error.message : String(error) };
  }
}

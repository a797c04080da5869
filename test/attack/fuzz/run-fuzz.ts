import { customer } from '../../graph/people.ts';
import type { AttackedSystem, ServiceName } from '../system/attacked-system.ts';
import { excerpt } from '../wire/exchange.ts';
import { openSocket, statusesIn, waitForClose } from '../wire/send-raw.ts';
import { createFuzzRequest } from './create-fuzz-request.ts';

/** Seed and range of the requests of a run. */
export interface FuzzRun {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Outcome of a run. */
export interface FuzzResult {
  readonly findings: readonly string[];
  /** Count of each status. 0 stands for a connection that was closed without an answer. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Number of requests in flight. */
const lanes = 8;
/** Most requests go to a gateway, some to a subgraph, as if the gateway were broken. */
const targets = [
  'gateway',
  'gateway',
  'gateway',
  'gateway',
  'gateway',
  'users',
  'gateway',
  'gateway',
  'gateway',
  'gateway',
  'gateway',
  'orders',
] as const;

/** Sends malformed requests. None may be answered with 5xx, stay unanswered, or reveal internal details. */
export async function runFuzz(system: AttackedSystem, { seed, from, to }: FuzzRun): Promise<FuzzResult> {
  const tokens = new Map<ServiceName, string>();
  for (const service of new Set(targets)) tokens.set(service, await system.tokenFor(service, customer(2)));
  const [findings, statuses] = [[] as string[], new Map<number, number>()];
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < to) {
      const index = next;
      next += 1;
      const service = targets[Math.floor(index / 6) % targets.length] ?? 'gateway';
      const bytes = createFuzzRequest(seed, index, tokens.get(service) ?? '');
      const answer = await sendOne(system.origins[service], bytes);
      const found = check(answer, bytes, system);
      findings.push(...found.map((what) => `request ${index} of seed ${seed} to ${service}: ${what}`));
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { findings, statuses };
}

interface FuzzAnswer {
  readonly status: number;
  readonly text: string;
  readonly closed: boolean;
}

/**
 * Sends one request. If it is incomplete, the server waits for more bytes, and the client ends it after a
 * moment.
 */
async function sendOne(origin: string, bytes: Buffer): Promise<FuzzAnswer> {
  const socket = await openSocket(origin);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = waitForClose(socket, 30_000);
  socket.write(bytes);
  const giveUp = setTimeout(() => socket.end(), isWhole(bytes) ? 20_000 : 100);
  const closed = await end;
  clearTimeout(giveUp);
  socket.destroy();
  const text = Buffer.concat(chunks).toString();
  return { status: statusesIn(text).findLast((status) => status !== 100) ?? 0, text, closed };
}

function isWhole(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = text.slice(0, end);
  if (
    /^(transfer-encoding|expect|upgrade|connection: keep)/im.test(head) ||
    !/^connection: close/im.test(head)
  )
    return false;
  const lengths = [...head.matchAll(/^content-length: *(\d+)/gim)].map(([, length]) => Number(length));
  return lengths.every((length) => text.length - end - 4 >= length);
}

function check(
  { status, text, closed }: FuzzAnswer,
  bytes: Buffer,
  system: AttackedSystem,
): readonly string[] {
  const sent = bytes.toString('latin1');
  const leaks = system.findLeaks(text, `${sent} ${decodeURIComponentSafely(sent)}`);
  const stolen = system.victim.secrets.filter((secret) => text.includes(secret));
  return [
    // Only a tunnel may stay unanswered: Node closes it without an answer.
    ...(status === 0 && isWhole(bytes) && !sent.startsWith('CONNECT') ? ['no answer'] : []),
    ...(status >= 500 ? [`the status is ${status}: ${excerpt(text)}`] : []),
    ...(closed ? [] : [`the connection stays open after ${excerpt(text) || 'no answer'}`]),
    ...[...leaks, ...stolen].map((leak) => `the answer tells ${JSON.stringify(leak)}: ${excerpt(text)}`),
  ];
}

function decodeURIComponentSafely(text: string): string {
  return text.replaceAll(/(%[\da-f]{2})+/gi, (part) =>
    Buffer.from(part.replaceAll('%', ''), 'hex').toString(),
  );
}

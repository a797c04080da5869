import { createHash, randomUUID } from 'node:crypto';
import type { WireReply } from '../../graph/http-connection.ts';
import { type Person, staff } from '../../graph/people.ts';
import { stopService } from '../../graph/service-process.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';
import { type KnownAnswers, percentile, startKnownClient } from '../system/known-client.ts';
import { operations } from '../system/registered-operations.ts';
import { startSmallGateway } from '../system/small-gateway.ts';
import { post, sendOnce } from '../wire/exchange.ts';
import { writeRequest } from '../wire/raw-exchange.ts';
import { openSocket } from '../wire/send-raw.ts';

/** Duration of each attack, and a callback for progress messages. */
export interface MemoryOptions {
  readonly seconds: number;
  readonly log?: (sentence: string) => void;
}

/**
 * Creates attacks on the memory of a gateway with a heap of 512 MB. During each, another client's known query
 * must be answered.
 */
export function createMemoryAudits(options: MemoryOptions): AuditFamily {
  // Subgraphs that must return ten thousand orders at once may be late.
  const audits = attacks.map((attack) => memoryAudit(attack, options));
  return { name: 'memory', audits, logsFailures: true };
}

interface Attack {
  readonly id: string;
  readonly sends: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Number of concurrent requests. */
  readonly width: number;
  /** Prepares the attack, and returns a function that sends the request of a number. */
  readonly prepare: (target: Target) => Promise<(n: number) => Promise<unknown>>;
}

interface Target {
  readonly system: AttackedSystem;
  readonly origin: string;
}

const comment = 'x'.repeat(200_000);

const attacks: readonly Attack[] = [
  {
    id: 'response-amplification',
    sends: '511 bytes whose answer would be 292 MB, 15 at once',
    width: 15,
    prepare: async (target) => sender(target, await createAttacker(target), () => amplified(100, 48)),
  },
  {
    id: 'responses-below-the-limit',
    sends: 'operations whose answers are 15 MB, 4 at once',
    width: 4,
    prepare: async (target) => sender(target, await createAttacker(target), () => amplified(15, 16)),
  },
  {
    id: 'unread-responses',
    sends: 'operations whose answers are 7 MB, on connections that do not read them',
    width: 1,
    prepare: async (target) => {
      const authorization = await bearer(target, await createAttacker(target));
      const { headers = {}, body = '' } = post({ query: amplified(7, 16) }, { authorization });
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const text = writeRequest('POST /graphql HTTP/1.1', ['host: x', ...lines], String(body));
      return async () => {
        const socket = await openSocket(target.origin);
        socket.pause().write(text);
        setTimeout(() => socket.destroy(), 20_000).unref();
        await new Promise((resolve) => setTimeout(resolve, 500));
      };
    },
  },
  {
    id: 'document-texts',
    sends: 'valid documents that consist mostly of comments, 200 KB each, 8 at once',
    width: 8,
    prepare: async (target) => sender(target, staff, (n) => `{__typename}#${n}${comment}`),
  },
  {
    id: 'registered-texts',
    sends: 'the same, registered by their hashes (APQ)',
    width: 8,
    prepare: async (target) =>
      sender(
        target,
        staff,
        (n) => `{__typename}#${n}${comment}`,
        (query) => ({
          extensions: {
            persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') },
          },
        }),
      ),
  },
  {
    id: 'safelisted-texts',
    sends: 'a registered document with different comments each time, with the safelist enforced',
    env: { SAFELIST: 'enforce' },
    width: 8,
    prepare: async (target) => sender(target, staff, (n) => `${operations.typename}#${n}${comment}`),
  },
];

function memoryAudit({ id, sends, env = {}, width, prepare }: Attack, options: MemoryOptions): Audit {
  const { seconds, log = () => {} } = options;
  return {
    id,
    sends: `${sends}, for ${seconds} s`,
    expects: 'the gateway keeps running, and another client receives the answers to a known query',
    attack: async (system) => {
      const manifest = env.SAFELIST === undefined ? {} : { SAFELIST_MANIFEST: system.manifest };
      const { origin, service } = await startSmallGateway(system, { ...env, ...manifest });
      try {
        const send = await prepare({ system, origin });
        const token = await system.keys.tokenOf(staff);
        const client = (): ReturnType<typeof startKnownClient> =>
          startKnownClient(`${origin}/graphql`, token);
        const stopFirst = client();
        await new Promise((resolve) => setTimeout(resolve, seconds * 250));
        const before = await stopFirst();
        const stopClient = client();
        const sent = await attackFor(seconds, width, send);
        const end = service.process.exitCode ?? service.process.signalCode;
        if (end !== null) return [`the gateway ended (${end}): ${service.stderr().slice(0, 300)}`];
        const beside = await stopClient();
        log(
          `memory/${id}: ${sent} requests; known queries before: ${describe(before)}; beside: ${describe(beside)}`,
        );
        const failures = [...before.failures, ...beside.failures];
        return failures.length === 0 ? [] : [`${failures.length} known queries failed, as in ${failures[0]}`];
      } finally {
        await stopService(service);
      }
    },
  };
}

function describe({ times }: KnownAnswers): string {
  const [median, p99] = [percentile(times, 0.5), percentile(times, 0.99)].map(Math.round);
  return `${times.length}, median ${median} ms, p99 ${p99} ms`;
}

/** Sends requests, `width` at a time, until the time is over. Returns their number. */
async function attackFor(
  seconds: number,
  width: number,
  send: (n: number) => Promise<unknown>,
): Promise<number> {
  const endsAt = performance.now() + seconds * 1_000;
  let sent = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      sent += 1;
      // A gateway that has ended is detected afterwards.
      await send(sent).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return sent;
}

/** Returns a function that sends one document after another as a person. */
async function sender(
  target: Target,
  as: Person,
  queryOf: (n: number) => string,
  rest: (query: string) => object = () => ({}),
): Promise<(n: number) => Promise<unknown>> {
  const authorization = await bearer(target, as);
  return async (n) => {
    const query = queryOf(n);
    return sendOnce(target.origin, post({ query, ...rest(query) }, { authorization }));
  };
}

async function bearer({ system }: Target, person: Person): Promise<string> {
  return `Bearer ${await system.keys.tokenOf(person)}`;
}

/**
 * Returns a query for a customer's orders, the customer of each, and that customer's orders: the answer grows
 * with the square of the number.
 */
function amplified(orders: number, names: number): string {
  const aliases = Array.from({ length: names }, (_, n) => `a${n}:name`).join(' ');
  return `{me{orders(first:100){nodes{customer{orders(first:${orders}){nodes{customer{${aliases}}}}}}}}}`;
}

/** Creates a customer with 100 orders and a name of 200 characters, through the public API. */
async function createAttacker(target: Target): Promise<Person> {
  const { system, origin } = target;
  const ask = async (as: Person, query: string): Promise<WireReply['json']> => {
    const { json } = await sendOnce(origin, post({ query }, { authorization: await bearer(target, as) }));
    if (json?.data === undefined) throw new Error(`The attack cannot be prepared: ${JSON.stringify(json)}`);
    return json.data;
  };
  await system.sql('orders', `update products set stock = stock + 1000 where sku = 'MUG-BLUE'`);
  const input = `{ email: "${randomUUID()}@example.com", name: "${'漢'.repeat(200)}" }`;
  const { registerUser } = await ask(
    staff,
    `mutation { registerUser(input: ${input}) { ... on UserRegistered { user { id } } } }`,
  );
  const person: Person = { subject: registerUser.user.id, scopes: [] };
  for (let round = 0; round < 5; round++) {
    const orders = Array.from(
      { length: 20 },
      (_, n) =>
        `o${n}: placeOrder(input: { idempotencyKey: "${randomUUID()}", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }) { __typename }`,
    );
    await ask(person, `mutation { ${orders.join(' ')} }`);
  }
  return person;
}

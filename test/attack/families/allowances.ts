import { randomUUID } from 'node:crypto';
import type { WireReply } from '../../graph/http-connection.ts';
import { createProviderKey, signWith } from '../../graph/identity-provider.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';
import { fewFailures, smallAllowance } from '../system/spawn-services.ts';
import { checkLeaks, excerpt, post, sendOnce } from '../wire/exchange.ts';

/** Sends one more request than the allowance, each with the headers of the attack. */
const flood = (
  id: string,
  sends: string,
  headersOf: (system: AttackedSystem, n: number) => Headers | Promise<Headers>,
): Audit => ({
  id,
  sends,
  expects: '429 REQUEST_RATE_LIMITED with Retry-After before the end',
  attack: async (system) => {
    const replies: WireReply[] = [];
    for (let n = 0; n < smallAllowance + 5; n += 1)
      replies.push(await ask(system, await headersOf(system, n)));
    const limited = replies.filter(({ status }) => status === 429);
    return [
      ...(limited.length > 0 ? [] : ['all of them are answered']),
      ...limited.flatMap(checkRefusal),
      ...replies.filter(({ status }) => status >= 500).map(({ status }) => `one is ${status}`),
    ];
  },
});

type Headers = Readonly<Record<string, string>>;

const bySubject = flood(
  'subject',
  `${smallAllowance + 5} requests of one subject, each with a new token`,
  async ({ keys }) => ({
    authorization: `Bearer ${await signFresh(keys, 'one-subject')}`,
  }),
);

const byAddress = flood('address', 'as many without a token, from one address', () => ({
  'x-forwarded-for': '10.40.0.1',
}));

const byForwardedAddress = flood(
  'made-up-addresses',
  'as many without a token, with made-up addresses before the real one',
  (_, n) => ({
    'x-forwarded-for': `10.50.${n}.1, 10.40.0.2`,
  }),
);

const byNetwork = flood(
  'ipv6-network',
  'as many without a token, each from another address of one IPv6 network',
  (_, n) => ({
    'x-forwarded-for': `2001:db8:1:1::${n.toString(16)}`,
  }),
);

const byRefusals = flood('refused-requests', 'as many refused requests of one subject', async ({ keys }) => ({
  authorization: `Bearer ${await signFresh(keys, 'refused-subject')}`,
  'content-type': 'text/plain',
}));

const byCost: Audit = {
  id: 'cost',
  sends: 'a query that costs more than the rate limit, twice, as one subject',
  expects: '200, and then 429 REQUEST_RATE_LIMITED with Retry-After',
  attack: async (system) => {
    const authorization = `Bearer ${await signFresh(system.keys, randomUUID())}`;
    const query = '{ products(first: 100) { nodes { sku price { amount } } } }';
    const [first, second] = [
      await ask(system, { authorization }, query),
      await ask(system, { authorization }, query),
    ];
    return [
      ...(first.status === 200 ? [] : [`the first is ${first.status}: ${excerpt(first.text)}`]),
      ...(second.status === 429 ? checkRefusal(second) : [`the second is ${second.status}`]),
    ];
  },
};

const failures: Audit = {
  id: 'forged-tokens',
  sends: `${fewFailures + 5} forged tokens from one address`,
  expects: '401 and then 429, and others are served',
  attack: async (system) => {
    const statuses: number[] = [];
    for (let n = 0; n < fewFailures + 5; n += 1)
      statuses.push(
        (await ask(system, { authorization: `Bearer forged.${n}.x`, 'x-forwarded-for': '10.60.0.1' })).status,
      );
    const other = await ask(system, {
      authorization: `Bearer ${await signFresh(system.keys, 'bystander')}`,
      'x-forwarded-for': '10.60.0.2',
    });
    return [
      ...(statuses[0] === 401 && statuses.at(-1) === 429 ? [] : [`they are ${statuses.join(' ')}`]),
      ...(other.status === 200 ? [] : [`another address gets ${other.status}`]),
    ];
  },
};

const keyFlood: Audit = {
  id: 'unknown-keys',
  sends:
    '300 concurrent forged tokens from as many addresses, each with another unknown key id, and 30 valid ones',
  expects: '401 for forged tokens, 200 for valid ones, and few requests to the provider',
  attack: async (system) => {
    const forger = await createProviderKey();
    const [asked, since] = [system.provider.requests(), performance.now()];
    const replies = await Promise.all(
      Array.from({ length: 330 }, async (_, n) => {
        const isGood = n % 11 === 0;
        const token = isGood
          ? await signFresh(system.keys, `bystander-${n}`)
          : await signWith(forger, { header: { kid: randomUUID() } });
        const { status } = await ask(system, {
          authorization: `Bearer ${token}`,
          'x-forwarded-for': `10.70.${n >> 8}.${n & 255}`,
        });
        return { isGood, status };
      }),
    );
    const questions = system.provider.requests() - asked;
    const most = 2 + Math.ceil((performance.now() - since) / 500);
    const wrong = replies.filter(({ isGood, status }) => status !== (isGood ? 200 : 401));
    return [
      ...wrong
        .slice(0, 3)
        .map(({ isGood, status }) => `a ${isGood ? 'good' : 'forged'} token gets ${status}`),
      ...(questions <= most ? [] : [`the provider received ${questions} requests`]),
    ];
  },
};

/** Audits of requests beyond the rate limits. */
export const allowanceAudits: AuditFamily = {
  name: 'allowances',
  audits: [bySubject, byAddress, byForwardedAddress, byNetwork, byRefusals, byCost, failures, keyFlood],
};

async function ask(system: AttackedSystem, headers: Headers, query = '{ __typename }'): Promise<WireReply> {
  const request = post({ query }, headers);
  const reply = await sendOnce(system.origins.metered, request);
  const [leak] = checkLeaks(reply, request, system);
  if (leak !== undefined) throw new Error(leak);
  return reply;
}

/** Returns a client's token that no other request has used. */
function signFresh(keys: AttackedSystem['keys'], subject: string): Promise<string> {
  return keys.tokenOf({ subject, scopes: [randomUUID()] });
}

function checkRefusal({ text, json, headers }: WireReply): readonly string[] {
  const { code, figure, limit } = json?.errors?.[0]?.extensions ?? {};
  const isRight = code === 'REQUEST_RATE_LIMITED' && typeof figure === 'number' && limit === smallAllowance;
  return [
    ...(isRight ? [] : [`a refusal is ${excerpt(text)}`]),
    ...(/^[1-9]\d*$/.test(String(headers['retry-after'])) ? [] : ['a refusal has no Retry-After']),
  ];
}

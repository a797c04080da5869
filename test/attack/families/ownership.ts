import { randomUUID } from 'node:crypto';
import type { WireReply } from '../../graph/http-connection.ts';
import {
  countsIn,
  type Onlooker,
  type PathToPerson,
  pathsToPeople,
  writePath,
} from '../../graph/paths-to-people.ts';
import { type Person, staff } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem, ServiceName } from '../system/attacked-system.ts';
import { checkLeaks, post, sendOnce } from '../wire/exchange.ts';

/** Audits of reading another person's data, by every path to it. */
export const ownershipAudits: AuditFamily = {
  name: 'ownership',
  audits: Object.entries(pathsToPeople).map(([what, path]) => auditPath(what, path)),
};

function auditPath(what: string, path: PathToPerson): Audit {
  const { leads = ['owner', 'staff'] } = path;
  return {
    id: what.replaceAll(/[^a-z]+/gi, '-').toLowerCase(),
    sends: `${what}, as the owner, staff, a stranger and an anonymous caller`,
    expects: `the data for ${leads.join(' and ')}, and none of it for the others`,
    attack: async (system) => {
      const { person, name, orderId, idempotencyKey } = system.victim;
      const query = writePath(path, { subject: person.subject, name, orderId, idempotencyKey });
      const looks = await Promise.all(
        (['owner', 'staff', 'stranger', 'anonymous'] as const).map((who) =>
          look(system, path, { who, query }),
        ),
      );
      return looks.flat();
    },
  };
}

interface Look {
  readonly who: Onlooker;
  readonly query: string;
}

async function look(
  system: AttackedSystem,
  path: PathToPerson,
  { who, query }: Look,
): Promise<readonly string[]> {
  const service = serviceFor(path, who);
  const request = post({ query }, await headersOf(system, service, who));
  const reply = await sendOnce(system.origins[service], request);
  const learned = learnedFrom(reply, query, { who, system });
  const { leads = ['owner', 'staff'] } = path;
  return [
    ...(leads.includes(who) && learned.length === 0
      ? [`${who} does not get the data: ${reply.text.slice(0, 300)}`]
      : []),
    ...(leads.includes(who) ? [] : learned.map((secret) => `${who} learns ${secret}`)),
    ...(reply.status < 500 ? [] : [`${who} gets ${reply.status}`]),
    ...checkLeaks(reply, request, system),
  ];
}

/**
 * Returns the service for a caller. A caller without a token uses the gateway that allows anonymous requests.
 */
function serviceFor({ at }: PathToPerson, who: Onlooker): ServiceName {
  return at === 'gateway' && who === 'anonymous' ? 'metered' : at;
}

async function headersOf(
  system: AttackedSystem,
  service: ServiceName,
  who: Onlooker,
): Promise<Readonly<Record<string, string>>> {
  const person = personOf(system, who);
  if (service === 'metered') return { 'x-forwarded-for': freshAddress() };
  if (person === undefined) return {};
  return { authorization: `Bearer ${await system.tokenFor(service, person)}` };
}

/** Returns a new address each time, since the rate limit of an address is low. */
function freshAddress(): string {
  return `10.30.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`;
}

function personOf({ victim }: AttackedSystem, who: Onlooker): Person | undefined {
  switch (who) {
    case 'owner':
      return victim.person;
    case 'staff':
      return staff;
    case 'stranger':
      return { subject: randomUUID(), scopes: [] };
    case 'anonymous':
      return undefined;
    default:
      return who satisfies never;
  }
}

/**
 * Returns what an answer reveals. A count reveals something to a stranger, who has no orders; staff have
 * orders of their own.
 */
function learnedFrom(
  { text, json }: WireReply,
  query: string,
  { who, system }: { readonly who: Onlooker; readonly system: AttackedSystem },
): readonly string[] {
  const secrets = system.victim.secrets.filter((secret) => text.includes(secret) && !query.includes(secret));
  return who === 'staff' && secrets.length === 0 && !query.includes(system.victim.person.subject)
    ? []
    : [...secrets, ...countsIn(json?.data)];
}

import { createHttpConnection, type WireReply, type WireRequest } from '../../graph/http-connection.ts';
import { type Person, staff } from '../../graph/people.ts';
import type { Audit } from '../audit.ts';
import type { AttackedSystem, ServiceName } from '../system/attacked-system.ts';

/** One request and its expected answer. */
export interface Exchange {
  readonly id: string;
  readonly sends: string;
  readonly request: WireRequest | ((system: AttackedSystem) => WireRequest | Promise<WireRequest>);
  /** default: the gateway */
  readonly to?: ServiceName;
  /** Person whose token is sent, unless the request has one. default: staff */
  readonly as?: Person | 'nobody';
  /** Expected status, or several of which each is accepted. */
  readonly status: number | readonly number[];
  /** Expected `extensions.code` of the first error. default: no errors if the status is 200 */
  readonly code?: string | readonly string[];
  /** Another condition: a description for readers, and a function that finds problems. */
  readonly and?: {
    readonly expects: string;
    readonly check: (reply: WireReply, system: AttackedSystem) => readonly string[];
  };
}

/** Creates an audit of an exchange. No answer may leak, whatever its status. */
export function auditExchange(exchange: Exchange): Audit {
  const { id, sends, status, code, and } = exchange;
  const statuses = [status].flat().join(' or ');
  const codes = code === undefined ? '' : ` ${[code].flat().join(' or ')}`;
  return {
    id,
    sends,
    expects: `${statuses}${codes}${and === undefined ? '' : `, ${and.expects}`}`,
    attack: async (system) => {
      const { request, to = 'gateway' } = exchange;
      const wire = await withToken(
        exchange,
        typeof request === 'function' ? await request(system) : request,
        system,
      );
      const reply = await sendOnce(system.origins[to], wire);
      return [
        ...checkReply(exchange, reply),
        ...checkLeaks(reply, wire, system),
        ...(and?.check(reply, system) ?? []),
      ];
    },
  };
}

/** Sends a request over a connection of its own. */
export async function sendOnce(origin: string, wire: WireRequest): Promise<WireReply> {
  const connection = createHttpConnection(origin);
  try {
    return await connection.send(wire);
  } finally {
    connection.close();
  }
}

/** Creates a POST request with a JSON body. */
export function post(body: unknown, headers: Readonly<Record<string, string>> = {}): WireRequest {
  return {
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Creates a GET request that a page in a browser could only send after a preflight. */
export function get(
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = { 'apollo-require-preflight': 'yes' },
): WireRequest {
  return { method: 'GET', path: `/graphql?${new URLSearchParams(parameters)}`, headers };
}

/** Returns the forbidden content of an answer. */
export function checkLeaks(reply: WireReply, wire: WireRequest, system: AttackedSystem): readonly string[] {
  const { date: _, ...headers } = reply.headers;
  const sent = `${wire.path ?? ''} ${JSON.stringify(wire.headers ?? {})} ${String(wire.body ?? '')}`;
  return system
    .findLeaks(`${JSON.stringify(headers)} ${reply.text}`, sent)
    .map((leak) => `the answer tells ${JSON.stringify(leak)}: ${excerpt(reply.text)}`);
}

/** Returns the beginning of a text, for a report. */
export function excerpt(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

async function withToken(
  exchange: Exchange,
  wire: WireRequest,
  system: AttackedSystem,
): Promise<WireRequest> {
  const { as = staff, to = 'gateway' } = exchange;
  if (as === 'nobody' || wire.headers?.authorization !== undefined) return wire;
  const authorization = `Bearer ${await system.tokenFor(to, as)}`;
  return { ...wire, headers: { authorization, ...wire.headers } };
}

function checkReply({ status, code }: Exchange, reply: WireReply): readonly string[] {
  const statuses = [status].flat();
  if (!statuses.includes(reply.status))
    return [`the status is ${reply.status} and not ${statuses.join(' or ')}: ${excerpt(reply.text)}`];
  const found: unknown = reply.json?.errors?.[0]?.extensions?.code;
  if (code === undefined) {
    const failed = reply.status === 200 && found !== undefined;
    return failed ? [`there is an error ${String(found)}: ${excerpt(reply.text)}`] : [];
  }
  const codes: readonly unknown[] = [code].flat();
  return codes.includes(found)
    ? []
    : [`the code is ${String(found)} and not ${codes.join(' or ')}: ${excerpt(reply.text)}`];
}

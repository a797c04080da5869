import { staff } from '../../graph/people.ts';
import type { Audit } from '../audit.ts';
import type { AttackedSystem, ServiceName } from '../system/attacked-system.ts';
import { excerpt } from './exchange.ts';
import { type RawReply, sendRaw } from './send-raw.ts';

/** Bytes on a connection, and the answers that they must have. */
export interface RawExchange {
  readonly id: string;
  readonly sends: string;
  readonly to?: ServiceName;
  /** Returns the bytes, with the staff's token. */
  readonly bytes: (token: string, system: AttackedSystem) => string | Buffer | readonly (string | Buffer)[];
  /** Expected statuses of all answers, in their order. With several lists, each is accepted. */
  readonly statuses: readonly (readonly number[])[];
  /** Text that no answer may contain, such as a word that must not be interpreted. */
  readonly never?: RegExp;
}

/** Creates an audit of bytes that no HTTP client would write. The connection must be closed afterwards. */
export function auditRawExchange({ id, sends, to = 'gateway', bytes, statuses, never }: RawExchange): Audit {
  return {
    id,
    sends,
    expects: `${statuses.map((list) => (list.length === 0 ? 'no answer' : list.join(' and '))).join(', or ')}, and the connection is closed`,
    attack: async (system) => {
      const token = await system.tokenFor(to, staff);
      const sent = bytes(token, system);
      const reply = await sendRaw(system.origins[to], sent);
      return [
        ...checkStatuses(reply, statuses),
        ...(reply.closed ? [] : [`the connection stays open: ${excerpt(reply.text)}`]),
        ...(never?.test(reply.text) ? [`the answer has ${never}: ${excerpt(reply.text)}`] : []),
        ...system.findLeaks(reply.text, [sent].flat().join('')).map((leak) => `the answer tells ${leak}`),
      ];
    },
  };
}

/** Writes a request as text: its first line, its headers, its body. */
export function writeRequest(first: string, headers: readonly string[], body = ''): string {
  return `${[first, ...headers].join('\r\n')}\r\n\r\n${body}`;
}

function checkStatuses(
  { statuses, text }: RawReply,
  expected: readonly (readonly number[])[],
): readonly string[] {
  const isRight = expected.some((list) => list.join() === statuses.join());
  return isRight ? [] : [`the answers are ${statuses.join(' and ') || 'none'}: ${excerpt(text)}`];
}

import { randomUUID } from 'node:crypto';
import { staff } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, post } from '../wire/exchange.ts';

const registering = 'mutation ($input: RegisterUserInput!) { registerUser(input: $input) { __typename } }';
const searching = 'query ($search: String!) { users(filter: { search: $search }) { nodes { id } } }';
const placing = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }';

const refused = (id: string, sends: string, query: string, variables: object): Audit =>
  auditExchange({
    id,
    sends,
    request: post({ query, variables }),
    as: staff,
    status: 200,
    code: 'BAD_USER_INPUT',
  });

const name = (id: string, sends: string, text: string): Audit =>
  refused(`name-${id}`, `a name ${sends}`, registering, {
    input: { email: `${randomUUID()}@example.com`, name: text },
  });

/** Audits of texts that deceive readers, or that a database cannot store. */
export const textAudits: AuditFamily = {
  name: 'texts',
  audits: [
    name('invisible', 'of zero-width spaces', '\u200b\u200b\u200b'),
    name('of-spaces', 'of spaces that HTML does not show', '\u00a0\u2003\u3000'),
    name('right-to-left', 'with a right-to-left override', 'Ada \u202egnp.exe'),
    name('bidirectional-isolate', 'with a bidirectional isolate', 'Ada \u2066Lovelace'),
    name('control', 'with a control character', 'Ada\u0007Lovelace'),
    name('line-break', 'of two lines', 'Ada\nLovelace'),
    name('nul', 'with NUL', 'Ada\u0000Lovelace'),
    name('lone-surrogate', 'with half a character', 'Ada \ud800'),
    refused('email-nul', 'an e-mail address with NUL', registering, {
      input: { email: 'ada\u0000@example.com', name: 'Ada' },
    }),
    refused('search-nul', 'a search text with NUL', searching, { search: 'a\u0000' }),
    refused('idempotency-key-nul', 'an idempotency key with NUL', placing, {
      input: { idempotencyKey: 'a\u0000', lines: [{ sku: 'MUG-BLUE', quantity: 1 }] },
    }),
  ],
};

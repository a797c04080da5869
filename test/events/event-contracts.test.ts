import { readFileSync } from 'node:fs';
import { readAllContracts } from '@supergraph/schema/events/event-contracts.ts';
import { printAsyncApi } from '@supergraph/schema/events/print-asyncapi.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { renderEvents } from '../../launcher/src/generate-events.ts';
import { createDemoDatabase } from '../graph/demo-database.ts';
import { runSql } from '../graph/run-sql.ts';

const contracts = readAllContracts();
const asyncapi = JSON.parse(printAsyncApi(contracts));

/** Statements that make a service emit each of its events once or more. */
const changes: Readonly<Record<string, readonly string[]>> = {
  orders: [
    ...['CANCELLED', 'PAID', 'SHIPPED', 'DELIVERED'].map(
      (status) =>
        `update orders set status = '${status}' where id = (select min(id::text)::uuid from orders)`,
    ),
    'update products set stock = stock + 1',
    'update products set stock = stock - 1',
    'select restate_order(null, 10)',
  ],
  users: [
    "insert into users (email, name) values ('new@example.com', 'New')",
    "update users set name = name || '!'",
    "update users set status = 'DEACTIVATED'",
    'select restate_user(null, 10)',
  ],
};

test.each(contracts.map(({ service }) => service))(
  'every event that %s emits fits its contract, without further fields, and it emits every event of the contract',
  async (service) => {
    const url = await createDemoDatabase(service);
    for (const statement of changes[service] ?? []) await runSql(url, statement);
    const events = await runSql(url, 'select type, version, data from outbox');
    const validate = createValidator();
    const emitted = new Set<string>();
    for (const { type, version, data } of events) {
      const name = `${service}.${type}.v${version}`;
      emitted.add(name);
      expect(validate(name, data), `${name}: ${JSON.stringify(data)}`).toEqual([]);
    }
    // Other subgraphs of this tree may have events that their demo data does not emit.
    const all = Object.keys(asyncapi.channels[service].messages).map((name) => `${service}.${name}`);
    if (changes[service] !== undefined) expect([...emitted].sort()).toEqual(all.sort());
  },
);

test('the generated page, document and types are those of the contracts', () => {
  for (const { path, text } of renderEvents()) expect(readFileSync(path, 'utf8'), path).toBe(text);
});

/** Returns a function that lists how data breaks the contract of an event. */
function createValidator() {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  addFormats.default(ajv);
  // Only its schemas: the rest of the document is no JSON Schema.
  const { components } = asyncapi;
  ajv.addVocabulary(['components']);
  ajv.addSchema({ ...closed({ components }), $id: 'asyncapi.json' });
  return (name: string, data: unknown): readonly unknown[] => {
    const validate = ajv.getSchema(`asyncapi.json#/components/schemas/${name}`);
    if (validate === undefined) return [`there is no contract of ${name}`];
    return validate(data) === true ? [] : (validate.errors ?? []);
  };
}

/** Returns the schemas with `additionalProperties: false` in each object. Consumers must not demand that. */
function closed(value: unknown): object {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    part?.properties !== undefined && part.type === 'object'
      ? { ...part, additionalProperties: false }
      : part,
  );
}

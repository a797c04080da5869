import { buildSchema, experimentalExecuteIncrementally, parse } from 'graphql17';
import { expect, test } from 'vitest';
import { incrementalSpec02, type OperationResult } from '../../src/index.ts';
import { shareInFile } from '../kit/share-in-file.ts';
import { startEngine } from '../kit/start-engine.ts';
import { createDeferGraph } from './defer-graph.ts';

/** Operations over the graph of the @defer tests, by what they are about. */
const operations: Readonly<Record<string, string>> = {
  'a fragment': '{ me { id ... @defer { name email } } }',
  'a label': '{ me { id ... @defer(label: "a") { name } ... @defer(label: "b") { reviews { text } } } }',
  'nested fragments': '{ me { id ... @defer { email ... @defer { orders { id total } } } } }',
  'three levels':
    '{ me { ... @defer { friends { id ... @defer { name ... @defer { orders { total } } } } } } }',
  'a list': '{ people { id ... @defer { name orders { total } } } }',
  'a list in a list': '{ people { friends { id ... @defer { orders { id ... @defer { total } } } } } }',
  'an active condition': '{ me { id ... @defer(if: true) { tier } } }',
  'an inactive condition': '{ me { id ... @defer(if: false) { tier } } }',
  'a null parent': '{ me { id } nobody { id ... @defer { name } } }',
  'a failing nullable field': '{ me { id ... @defer { weak name } } }',
  'a failing field that must not be null': '{ me { id ... @defer(label: "bad") { broken } } }',
  'a failing part beside another one':
    '{ me { id ... @defer(label: "bad") { broken } ... @defer(label: "good") { name } } }',
  'a failing field that makes its parent null': '{ me { id ... @defer { address { city lost } } } }',
  'what is deferred in a parent that became null':
    '{ me { id ... @defer { address { lost ... @defer { zip } } } } }',
  'a parent that became null first': '{ me { id address { lost ... @defer { zip } } } }',
  'a field inside and outside':
    '{ me { name ... @defer { name email friends { id } } friends { id name } } }',
  'a field of two fragments':
    '{ me { id ... @defer(label: "a") { email name } ... @defer(label: "b") { email } } }',
  'a root fragment': '{ ... @defer { orders { id total } } me { id } }',
  'a named fragment': '{ me { id ...F @defer(label: "f") } } fragment F on User { tier reviews { stars } }',
  'an alias': '{ me { id ... @defer { first: email second: email } } }',
};

/** Operations of which nothing is deferred. */
const wholeAnswers: ReadonlySet<string> = new Set([
  'an inactive condition',
  'a null parent',
  'a parent that became null first',
]);

interface Message {
  readonly data?: unknown;
  readonly errors?: readonly Failure[];
  readonly pending?: readonly { readonly id: string; readonly path: Path; readonly label?: string }[];
  readonly incremental?: readonly {
    readonly id: string;
    readonly subPath?: Path;
    readonly data: object;
    readonly errors?: readonly Failure[];
  }[];
  readonly completed?: readonly { readonly id: string; readonly errors?: readonly Failure[] }[];
}

type Path = readonly (string | number)[];
type Failure = { readonly message: string; readonly path?: Path };

const start = shareInFile((atEnd) => startEngine(createDeferGraph().definitions, {}, atEnd));
const whole = createWholeGraph();

for (const [name, text] of Object.entries(operations)) {
  test(`${name}: the parts merge to the same data, errors and failed parts as those of graphql-js 17`, async () => {
    const { execute } = await start();
    const ours = merge(await messagesOf(await execute(text, { incremental: true })));
    const reference = merge(await referenceMessages(text));
    expect(ours).toEqual(reference);
    expect(reference.isInParts).toBe(!wholeAnswers.has(name));
  });
}

/** Returns the messages of an answer of ours, as a client reads them. */
async function messagesOf(result: OperationResult): Promise<readonly Message[]> {
  if (result.kind === 'answer') return asJson([{ data: result.data, errors: result.errors }]);
  if (result.kind !== 'incremental') throw new Error(`An answer was expected, got ${result.kind}`);
  const messages = [incrementalSpec02.initial(result.initialResult)];
  for await (const each of result.subsequentResults) messages.push(incrementalSpec02.subsequent(each));
  return asJson(messages);
}

/** Returns the messages of graphql-js 17 for one schema over the same data. */
async function referenceMessages(text: string): Promise<readonly Message[]> {
  const result = await experimentalExecuteIncrementally({
    schema: whole.schema,
    document: parse(text),
    fieldResolver: whole.resolve,
  });
  if (!('initialResult' in result)) return asJson([result]);
  const messages: unknown[] = [result.initialResult];
  for await (const each of result.subsequentResults) messages.push(each);
  return asJson(messages);
}

/** Merges messages. Which part delivers a field that two of them share, and when, may differ. */
function merge(messages: readonly Message[]) {
  const data = structuredClone(messages[0]?.data);
  const pending = new Map<string, { readonly path: Path; readonly label?: string }>();
  const errors: Failure[] = [];
  const failed: string[] = [];
  for (const message of messages) {
    errors.push(...(message.errors ?? []));
    for (const part of message.pending ?? []) pending.set(part.id, part);
    for (const { id, subPath = [], data: fields, errors: own = [] } of message.incremental ?? []) {
      addFields(data, [...(pending.get(id)?.path ?? []), ...subPath], fields);
      errors.push(...own);
    }
    for (const { id, errors: own = [] } of message.completed ?? []) {
      errors.push(...own);
      if (own.length > 0) failed.push(JSON.stringify([pending.get(id)?.path, pending.get(id)?.label]));
    }
  }
  const told = errors.map(({ message, path }) => JSON.stringify([message, path]));
  return { isInParts: messages.length > 1, data, errors: told.sort(), failed: failed.sort() };
}

function addFields(data: unknown, path: Path, fields: object): void {
  const target = path.reduce((value, segment) => Reflect.get(Object(value), segment), data);
  mergeInto(Object(target), fields);
}

function mergeInto(target: object, fields: object): void {
  for (const [name, value] of Object.entries(fields)) {
    const known: unknown = Reflect.get(target, name);
    if (typeof known === 'object' && known !== null && typeof value === 'object' && value !== null)
      mergeInto(known, value);
    else Reflect.set(target, name, value);
  }
}

function asJson(value: unknown): readonly Message[] {
  return JSON.parse(JSON.stringify(value));
}

/** Creates one schema for all subgraphs, with their resolvers. It shares no object with the other copy of graphql. */
function createWholeGraph() {
  const schema = buildSchema(`
    directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
    type Query { me: User nobody: User people: [User] orders: [Order!]! }
    type User {
      id: ID! name: String! email: String address: Address friends: [User!]! broken: String! weak: String
      spent: Int tier: String orders: [Order!]! reviews: [Review!]
    }
    type Address { city: String! zip: String lost: String! }
    type Order { id: ID! total: Int! customer: User }
    type Review { text: String! stars: Int }
  `);
  const { definitions } = createDeferGraph();
  const all = Object.values(definitions).map(({ resolvers }) => resolvers);
  const resolve = async (
    source: unknown,
    args: object,
    context: unknown,
    { fieldName, parentType }: { readonly fieldName: string; readonly parentType: { readonly name: string } },
  ): Promise<unknown> => {
    // Its resolver expects a representation.
    if (fieldName === 'tier') return 'tier 5';
    for (const resolvers of all) {
      const resolver: unknown = Reflect.get(Object(resolvers?.[parentType.name]), fieldName);
      if (typeof resolver === 'function') return resolver(source, args, context);
    }
    return Reflect.get(Object(source), fieldName);
  };
  return { schema, resolve };
}

import { parseContracts } from '@supergraph/schema/events/event-contracts.ts';
import { findBreakingChanges } from '@supergraph/schema/events/find-breaking-changes.ts';
import { expect, test } from 'vitest';

const text = { description: 'A text.', type: 'string' };
const fields = (properties: object, required: readonly string[] = ['name']) => ({
  ...{ description: 'A thing.', type: 'object', required, properties },
});

/** Returns the problems of a change of the data of `thing-made.v1`, or of all definitions. */
function problemsOf(before: object, after: object): readonly string[] {
  const parse = ($defs: object) => parseContracts('things', JSON.stringify({ title: 'Things', $defs }));
  const all = (data: object) => ({
    'thing-made.v1': { description: 'A thing was made.', $ref: '#/$defs/thing' },
    thing: data,
  });
  const isData = (value: object) => 'type' in value;
  return findBreakingChanges(
    parse(isData(before) ? all(before) : before),
    parse(isData(after) ? all(after) : after),
  );
}

test.each([
  ['a new field', fields({ name: text }), fields({ name: text, more: text }, ['name', 'more'])],
  ['a field that is never absent any more', fields({ name: text }, []), fields({ name: text })],
  ['a description', fields({ name: text }), fields({ name: { ...text, description: 'A name.' } })],
  [
    'fewer values',
    fields({ name: { ...text, enum: ['A', 'B'] } }),
    fields({ name: { ...text, enum: ['A'] } }),
  ],
  ['whole numbers', fields({ name: { type: 'number' } }), fields({ name: { type: 'integer' } })],
  ['never null', fields({ name: { type: ['string', 'null'] } }), fields({ name: { type: 'string' } })],
])('%s breaks no consumer', (_, before, after) => {
  expect(problemsOf(before, after)).toEqual([]);
});

test.each([
  ['was removed', fields({ name: text }), fields({ other: text }, [])],
  ['may be absent', fields({ name: text }), fields({ name: text }, [])],
  ['may be integer', fields({ name: text }), fields({ name: { type: 'integer' } })],
  ['may be null', fields({ name: text }), fields({ name: { type: ['string', 'null'] } })],
  ['may be number', fields({ name: { type: 'integer' } }), fields({ name: { type: 'number' } })],
  [
    'may be C now',
    fields({ name: { ...text, enum: ['A'] } }),
    fields({ name: { ...text, enum: ['A', 'C'] } }),
  ],
  ['may be any text', fields({ name: { ...text, enum: ['A'] } }), fields({ name: text })],
  ['no longer the format uuid', fields({ name: { ...text, format: 'uuid' } }), fields({ name: text })],
  [
    'name[] may be integer',
    fields({ name: { type: 'array', items: text } }),
    fields({ name: { type: 'array', items: { type: 'integer' } } }),
  ],
])('a change of a field is refused: %s', (problem, before, after) => {
  expect(problemsOf(before, after)).toEqual([expect.stringContaining(problem)]);
});

test('an event may be removed once a release has deprecated it', () => {
  const event = { description: 'A thing was made.', type: 'object' };
  const problem = expect.stringContaining('deprecate it in an earlier release');
  expect(problemsOf({ 'thing-made.v1': event }, {})).toEqual([problem]);
  expect(problemsOf({ 'thing-made.v1': { ...event, deprecated: true } }, {})).toEqual([]);
});

test.each([
  ['{ "$defs": {} }', 'title'],
  ['{ "title": "Things", "$defs": { "a.v1": { "type": "object" } } }', 'description'],
  ['{ "title": "Things", "$defs": { "a.v1": { "description": "A.", "oneOf": [] } } }', 'oneOf'],
  ['{ "title": "Things", "$defs": { "a.v1": { "description": "A.", "type": "text" } } }', 'type must be'],
  ['{ "title": "Things", "$defs": { "a.v1": { "description": "A.", "$ref": "#/$defs/b" } } }', 'refers to b'],
])('a contract that no check understands is refused: %s', (contract, rule) => {
  expect(() => parseContracts('things', contract)).toThrow(rule);
});

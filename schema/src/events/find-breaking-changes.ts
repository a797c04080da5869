import { type DataSchema, type EventContracts, eventsOf, resolve } from './event-contracts.ts';

/**
 * Returns a sentence for each change of contracts that can break a consumer. Consumers read events and ignore fields that
 * they do not know, so new events and new fields are harmless. An event may be removed once a release has deprecated it.
 */
export function findBreakingChanges(before: EventContracts, after: EventContracts): readonly string[] {
  return eventsOf(before).flatMap(([name, schema]) => {
    const type = `${before.service}.${name}`;
    const now = after.definitions.get(name);
    if (now === undefined)
      return schema.deprecated === true ? [] : [`${type} was removed: deprecate it in an earlier release.`];
    return compare(type, { schema, contracts: before }, { schema: now, contracts: after });
  });
}

interface Side {
  readonly schema: DataSchema;
  readonly contracts: EventContracts;
}

function compare(place: string, was: Side, is: Side): readonly string[] {
  const [old, now] = [resolve(was.schema, was.contracts), resolve(is.schema, is.contracts)];
  const added = now.types.filter((type) => !old.types.includes(type) && !isNarrower(type, old));
  if (added.length > 0)
    return [`${place} may be ${added.join(' or ')} now: emit a new version of the event.`];
  const values = now.values?.filter((value) => old.values?.includes(value) === false) ?? [];
  return [
    ...(values.length > 0
      ? [`${place} may be ${values.join(' or ')} now, which consumers do not know.`]
      : []),
    ...(old.values !== undefined && now.values === undefined ? [`${place} may be any text now.`] : []),
    ...(old.format !== undefined && now.format !== old.format
      ? [`${place} has no longer the format ${old.format}.`]
      : []),
    ...(old.items !== undefined && now.items !== undefined
      ? compare(`${place}[]`, { ...was, schema: old.items }, { ...is, schema: now.items })
      : []),
    ...(old.items !== undefined && now.items === undefined ? [`${place} may hold anything now.`] : []),
    ...[...old.properties].flatMap(([name, schema]) => {
      const field = now.properties.get(name);
      if (field === undefined) return [`${place}.${name} was removed: emit a new version of the event.`];
      return [
        ...(old.required.has(name) && !now.required.has(name) ? [`${place}.${name} may be absent now.`] : []),
        ...compare(`${place}.${name}`, { ...was, schema }, { ...is, schema: field }),
      ];
    }),
  ];
}

/** Returns whether values of a type were possible before: an integer is a number. */
function isNarrower(type: string, { types }: DataSchema): boolean {
  return type === 'integer' && types.includes('number');
}

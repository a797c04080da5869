import { isRecord } from './is-record.ts';

/** Reads named fields of a child's answer. Throws unless each is a number. */
export function readNumbers<Name extends string>(
  answer: unknown,
  names: readonly Name[],
): Record<Name, number> {
  const read = (name: Name): [Name, number] => {
    const value = isRecord(answer) ? answer[name] : undefined;
    if (typeof value !== 'number') throw new Error(`${name} must be a number; received ${String(value)}`);
    return [name, value];
  };
  return Object.assign(Object.create(null), Object.fromEntries(names.map(read)));
}

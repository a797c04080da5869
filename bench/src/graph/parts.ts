/** Parts of a topology that run in a process of their own. */
export type Part = 'users' | 'orders' | 'gateway' | 'monolith' | 'handwritten' | 'handwritten-known';

const parts: readonly Part[] = ['users', 'orders', 'gateway', 'monolith', 'handwritten', 'handwritten-known'];

/** Narrows a value received from another process. */
export function readPart(value: unknown): Part {
  const part = parts.find((name) => name === value);
  if (part === undefined)
    throw new Error(`A part must be one of ${parts.join(', ')}; received ${String(value)}`);
  return part;
}

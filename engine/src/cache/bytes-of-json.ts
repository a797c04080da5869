/** Returns the memory that a value of JSON retains in bytes, rather too much than too little. */
export function bytesOfJson(value: unknown): number {
  if (typeof value === 'string') return 24 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 16;
  let bytes = 64;
  if (Array.isArray(value)) for (const element of value) bytes += 8 + bytesOfJson(element);
  else for (const inner of Object.values(value)) bytes += 24 + bytesOfJson(inner);
  return bytes;
}

/** Reads the value of an option, a whole number. Throws an Error that names the option, its range and the value. */
export function readWhole(name: string, text: string, least: number, most: number): number {
  const value = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number, ${least}-${most}; received ${text}`);
}

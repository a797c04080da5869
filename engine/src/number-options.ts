/** Rules for numeric options: a default, and the minimum if it is not 0. */
export type NumberRules<K extends string> = Readonly<
  Record<
    K,
    | { readonly fallback: number; readonly min?: number }
    | { readonly fallback?: undefined; readonly min?: number }
  >
>;

type Numbers<K extends string, R extends NumberRules<K>> = {
  readonly [N in keyof R & K]: R[N] extends { readonly fallback: number } ? number : number | undefined;
};

/**
 * Reads numeric options. `undefined` means the default. Throws a TypeError that names the option, the rule and the
 * value for anything but a finite number of at least `min`. `owner` is the function that has these options.
 */
export function readNumbers<const R extends NumberRules<string>>(
  owner: string,
  options: { readonly [N in keyof R]?: number | undefined },
  rules: R,
): Numbers<string, R> {
  const values = Object.entries(rules).map(([name, { fallback, min = 0 }]) => {
    const value: unknown = Reflect.get(options, name) ?? undefined;
    if (value === undefined) return [name, fallback] as const;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min) {
      throw new TypeError(`${owner}: ${name} must be a number from ${min}, but is ${String(value)}`);
    }
    return [name, value] as const;
  });
  // The mapped type cannot be derived from Object.entries. Each value was read by its own rule.
  return Object.fromEntries(values) as Numbers<string, R>;
}

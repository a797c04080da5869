import type { Unset, Variable } from './config.ts';

/** Options of every variable. */
export interface VariableOptions<T> {
  /** Effect of the variable, in one sentence for operators. */
  readonly about: string;
  /** Value of an unset variable. default: there is no default, the variable is required */
  readonly fallback?: T;
  /** Value of a variable that is unset in production. default: `fallback` */
  readonly production?: T;
  /** Whether messages must not quote the value. default: false */
  readonly secret?: boolean;
}

/** Creates a variable with a parser of its own. */
export function variable<T>(
  name: string,
  {
    about,
    fallback,
    production = fallback,
    secret = false,
    accepts,
    parse,
  }: VariableOptions<T> & Pick<Variable<T>, 'accepts' | 'parse'>,
): Variable<T> {
  const unsetTo = (value: T | undefined): Unset<T> =>
    value === undefined ? 'required' : { value, shown: describe(value) };
  return {
    name,
    about,
    accepts,
    secret,
    developmentOnly: false,
    parse,
    unset: unsetTo(fallback),
    unsetInProduction: unsetTo(production),
  };
}

/** Creates a variable with any text that is not empty. */
export function text(
  name: string,
  options: VariableOptions<string> & { readonly accepts?: string },
): Variable<string> {
  return variable(name, { accepts: 'text', parse: (value) => value, ...options });
}

/** Creates a variable with a whole number of a range. */
export function integer(
  name: string,
  options: VariableOptions<number> & { readonly range: readonly [min: number, max: number] },
): Variable<number> {
  const [min, max] = options.range;
  const parse = (value: string): number => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };
  return variable(name, { accepts: `${min} to ${max}`, parse, ...options });
}

/** Creates a variable with a TCP port. With 0 the system chooses a free one. */
export function port(name: string, options: VariableOptions<number>): Variable<number> {
  return integer(name, { ...options, range: [0, 65_535] });
}

/** Creates a variable with one of the given words. */
export function oneOf<const T extends string>(
  name: string,
  words: readonly T[],
  options: VariableOptions<NoInfer<T>>,
): Variable<T> {
  const parse = (value: string): T => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  };
  return variable<T>(name, { accepts: words.map((word) => `\`${word}\``).join(', '), parse, ...options });
}

/** Creates a variable that is `on` or `off`. */
export function flag(name: string, options: VariableOptions<boolean>): Variable<boolean> {
  const { parse, accepts } = oneOf(name, ['on', 'off'], { about: options.about });
  return variable(name, { accepts, parse: (value, strict) => parse(value, strict) === 'on', ...options });
}

/**
 * Creates a variable with a URL that has one of the given protocols, such as `http:`. Keeps its text as given. It may
 * contain a password, so it is secret.
 */
export function url(
  name: string,
  protocols: readonly string[],
  options: VariableOptions<string>,
): Variable<string> {
  const starts = protocols.map((protocol) => `${protocol}//`);
  const parse = (value: string): string => {
    if (!URL.canParse(value) || !starts.some((start) => value.startsWith(start)))
      throw new Error(`must be a URL that starts with ${starts.join(' or ')}`);
    return value;
  };
  return variable(name, { accepts: `URL: ${starts.join(' or ')}`, parse, secret: true, ...options });
}

/** Returns the same variable with a default, which the documentation describes as `shown`. */
export function withDefault<T, D>(variable: Variable<T>, value: D, shown: string): Variable<T | D> {
  const unset = { value, shown };
  return { ...variable, unset, unsetInProduction: unset };
}

/** Returns the same variable with `undefined` as its default. */
export function optional<T>(variable: Variable<T>, shown = 'none'): Variable<T | undefined> {
  return withDefault(variable, undefined, shown);
}

/** Returns the same variable without a default in production. */
export function requiredInProduction<T>(variable: Variable<T>): Variable<T> {
  return { ...variable, unsetInProduction: 'required' };
}

/** Returns the same variable, refused in production. */
export function developmentOnly<T>(variable: Variable<T>): Variable<T> {
  return { ...variable, developmentOnly: true };
}

/** Describes a default for the documentation. */
function describe(value: unknown): string {
  if (typeof value === 'boolean') return value ? '`on`' : '`off`';
  const text = value instanceof Set ? [...value].join() : String(value).trim();
  return text === '' ? 'none' : `\`${text}\``;
}

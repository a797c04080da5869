import type { Unset, Variable } from './config.ts';

/** Declaration of a variable with its own parser. */
interface VariableOptions<T> extends Pick<Variable<T>, 'about' | 'accepts' | 'parse'> {
  /** Value of an unset variable. default: there is no default, the variable is required */
  readonly fallback?: T | undefined;
  /** Whether messages must not quote the value. default: false */
  readonly secret?: boolean;
}

/** Creates a variable with its own parser. */
export function variable<T>(
  name: string,
  { fallback, secret = false, ...rest }: VariableOptions<T>,
): Variable<T> {
  const unset = defaultOf(fallback);
  return { name, secret, developmentOnly: false, unset, unsetInProduction: unset, ...rest };
}

/** Creates a variable with any text that is not empty. */
export function text(name: string, fallback: string | undefined, accepts: string, about: string) {
  return variable(name, { about, accepts, fallback, parse: (value) => value });
}

/** Creates a variable with a whole number in a range. */
export function integer(
  name: string,
  fallback: number | undefined,
  [min, max]: readonly [min: number, max: number],
  about: string,
): Variable<number> {
  const parse = (value: string): number => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };
  return variable(name, { about, accepts: `${min} to ${max}`, fallback, parse });
}

/** Creates a variable with a TCP port. With 0 the system chooses a free one. */
export function port(name: string, fallback: number | undefined, about: string): Variable<number> {
  return integer(name, fallback, [0, 65_535], about);
}

/** Creates a variable with one of the given words. */
export function oneOf<const T extends string>(
  name: string,
  fallback: NoInfer<T>,
  words: readonly T[],
  about: string,
): Variable<T> {
  const parse = (value: string): T => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  };
  return variable<T>(name, { about, accepts: `\`${words.join('`, `')}\``, fallback, parse });
}

/** Creates a variable that is `on` or `off`. */
export function flag(name: string, fallback: boolean, about: string): Variable<boolean> {
  const { parse, accepts } = oneOf(name, 'off', ['on', 'off'], about);
  return variable(name, {
    about,
    accepts,
    fallback,
    parse: (value, strict) => parse(value, strict) === 'on',
  });
}

/**
 * Creates a variable with a URL that has one of the given protocols, such as `http:`. Keeps its text as given. It may
 * contain a password, so it is secret.
 */
export function url(name: string, protocols: readonly string[], about: string): Variable<string> {
  const starts = protocols.map((protocol) => `${protocol}//`).join(' or ');
  const parse = (value: string): string => {
    if (!URL.canParse(value) || !protocols.some((protocol) => value.startsWith(`${protocol}//`)))
      throw new Error(`must be a URL that starts with ${starts}`);
    return value;
  };
  return variable(name, { about, accepts: `URL: ${starts}`, secret: true, parse });
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

/** Returns the same variable with another default in production. */
export function inProduction<T>(variable: Variable<T>, fallback: T): Variable<T> {
  return { ...variable, unsetInProduction: defaultOf(fallback) };
}

/** Returns the same variable without a default in production. */
export function requiredInProduction<T>(variable: Variable<T>): Variable<T> {
  return { ...variable, unsetInProduction: 'required' };
}

/** Returns the same variable, refused in production. */
export function developmentOnly<T>(variable: Variable<T>): Variable<T> {
  return { ...variable, developmentOnly: true };
}

/** Returns a default with its text for the documentation. */
function defaultOf<T>(value: T | undefined): Unset<T> {
  if (value === undefined) return 'required';
  const text = value instanceof Set ? [...value].join() : String(value).trim();
  const shown = typeof value === 'boolean' ? (value ? 'on' : 'off') : text;
  return { value, shown: shown === '' ? 'none' : `\`${shown}\`` };
}

/** The environment of a process: raw texts by variable name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Declaration of one variable: how its text is parsed, and its default. */
export interface Variable<T> {
  readonly name: string;
  /** Returns the value, or throws an Error whose message is the rule that the text breaks. */
  readonly parse: (text: string) => T;
  /** Value of an unset variable. Without it the variable is required. */
  readonly fallback?: { readonly value: T };
}

type Values<V extends Readonly<Record<string, Variable<unknown>>>> = {
  readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never;
};

/** Error for an unusable configuration. `problems` has one sentence for each variable. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const list = problems.map((problem) => `  - ${problem}`).join('\n');
    super(`The configuration is invalid:\n${list}`, options);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads every variable, or throws one ConfigError that lists all problems by variable name. Never replaces a malformed
 * value by its default. An empty value counts as unset.
 */
export function readConfig<V extends Readonly<Record<string, Variable<unknown>>>>(
  env: Environment,
  variables: V,
): Values<V> {
  const problems: string[] = [];
  const values = Object.entries(variables).map(([key, variable]) => {
    try {
      return [key, readVariable(env, variable)] as const;
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [key, undefined] as const;
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  // The mapped type cannot be derived from Object.entries. Each value came from its own variable's parser.
  return Object.fromEntries(values) as Values<V>;
}

/** Returns the results of two reads, or throws one ConfigError with the problems of both, without duplicates. */
export function readBoth<A, B>(first: () => A, second: () => B): readonly [A, B] {
  const [one, other] = [attempt(first), attempt(second)];
  if (one.problems === undefined && other.problems === undefined) return [one.value, other.value];
  throw new ConfigError([...new Set([...(one.problems ?? []), ...(other.problems ?? [])])]);
}

/** Creates a variable with any text that is not empty. */
export function text(name: string, fallback?: string): Variable<string> {
  return variable(name, (value) => value, fallback);
}

/** Creates a variable with a whole number from `min` to `max`. */
export function integer(
  name: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback?: number },
): Variable<number> {
  const parse = (value: string): number => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };
  return variable(name, parse, fallback);
}

/** Creates a variable with a TCP port. With 0 the system chooses a free one. */
export function port(name: string, fallback?: number): Variable<number> {
  return integer(name, { min: 0, max: 65_535, ...(fallback === undefined ? {} : { fallback }) });
}

/** Creates a variable with one of the given words. */
export function oneOf<const T extends string>(
  name: string,
  words: readonly T[],
  fallback?: NoInfer<T>,
): Variable<T> {
  const parse = (value: string): T => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  };
  return variable(name, parse, fallback);
}

/** Creates a variable with a URL that has one of the given protocols, such as `http:`. Keeps its text as given. */
export function url(name: string, protocols: readonly string[], fallback?: string): Variable<string> {
  const parse = (value: string): string => {
    if (!URL.canParse(value) || !protocols.some((protocol) => value.startsWith(`${protocol}//`))) {
      throw new Error(`must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    }
    return value;
  };
  return variable(name, parse, fallback);
}

/** Returns the same variable with `undefined` as its default. */
export function optional<T>(required: Variable<T>): Variable<T | undefined> {
  return { ...required, fallback: { value: undefined } };
}

type Attempt<T> =
  | { readonly value: T; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: error.problems };
  }
}

function variable<T>(name: string, parse: (value: string) => T, fallback: T | undefined): Variable<T> {
  return fallback === undefined ? { name, parse } : { name, parse, fallback: { value: fallback } };
}

function readVariable<T>(env: Environment, { name, parse, fallback }: Variable<T>): T {
  const value = env[name];
  if (value === undefined || value === '') {
    if (fallback === undefined) throw new Error(`${name} is required but not set`);
    return fallback.value;
  }
  try {
    return parse(value);
  } catch (error) {
    const rule = error instanceof Error ? error.message : String(error);
    throw new Error(`${name} ${rule}, but is ${shown(name, value)}`);
  }
}

/**
 * Quotes a value for a message. A malformed URL may contain a password, so variables of that kind are named but not
 * shown.
 */
function shown(name: string, value: string): string {
  return /URL|SECRET|TOKEN|KEY|PASSWORD/.test(name) ? 'not (the value is not shown)' : JSON.stringify(value);
}

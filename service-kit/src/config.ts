import { readFileSync } from 'node:fs';

/** The environment of a process: raw texts by variable name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Declaration of one variable: how its text is read, and its documentation. */
export interface Variable<T> {
  readonly name: string;
  /** Effect of the variable, in one sentence for operators. */
  readonly about: string;
  /** Accepted values, as Markdown. */
  readonly accepts: string;
  /** Whether messages must not quote the value, and it may come from the file that `<NAME>_FILE` names. */
  readonly secret: boolean;
  /** Whether production refuses every value, except `off` if that is the default. */
  readonly developmentOnly: boolean;
  /** Returns the value, or throws an Error whose message is the rule that the text breaks. */
  readonly parse: (text: string, isProduction: boolean) => T;
  /** Value of an unset variable. */
  readonly unset: Unset<T>;
  readonly unsetInProduction: Unset<T>;
  /** Part of the documentation. Undefined for the head of its page. */
  readonly section?: { readonly title: string; readonly about: string };
}

/** Default of a variable, with its text as Markdown. */
export type Unset<T> = 'required' | { readonly value: T; readonly shown: string };

/** Variables that are read together. */
export interface Group<T> {
  readonly variables: readonly Variable<unknown>[];
  /** Returns the value, or throws one ConfigError that lists all problems by variable name. */
  readonly read: (env: Environment) => T;
}

/** One variable, or several that are read together. */
export type Setting<T> = Variable<T> | Group<T>;

/** Settings by their names in the configuration. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** Value of a setting. */
export type Value<S> = S extends Setting<infer T> ? T : never;

/** Values of settings. */
export type Values<S extends Settings> = { readonly [K in keyof S]: Value<S[K]> };

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

/** Returns whether a process is strict about secrets and hides internals. */
export function isProduction(env: Environment): boolean {
  return env.NODE_ENV === 'production';
}

/** Returns the error for required variables that are not set. */
export function notSet(...names: readonly string[]): ConfigError {
  return new ConfigError(names.map((name) => `${name} is required but not set`));
}

/**
 * Reads settings, or throws one ConfigError that lists all problems by variable name. Never replaces a malformed value
 * by its default. An empty value counts as unset.
 */
export function readConfig<S extends Settings>(env: Environment, settings: S): Values<S> {
  return group(settings).read(env);
}

/** Combines settings into one with an object of their values. */
export function group<S extends Settings>(settings: S): Group<Values<S>> {
  const read = (env: Environment): Values<S> => {
    const results = Object.entries(settings).map(([key, setting]) => [key, attempt(env, setting)] as const);
    const problems = results.flatMap(([, result]) => (result instanceof ConfigError ? result.problems : []));
    if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
    // The mapped type cannot be derived from Object.entries. Each value came from its own setting.
    return Object.fromEntries(results) as Values<S>;
  };
  return { variables: Object.values(settings).flatMap(variablesOf), read };
}

/** Combines settings into one that is a section of the documentation. `about` concerns all of its variables. */
export function section<S extends Settings>(title: string, settings: S, about = ''): Group<Values<S>> {
  const { variables, read } = group(settings);
  return { variables: variables.map((variable) => ({ section: { title, about }, ...variable })), read };
}

/** Returns a setting whose value is built from that of another one. `build` may throw ConfigError. */
export function derive<A, B>(setting: Setting<A>, build: (value: A, isProduction: boolean) => B): Group<B> {
  return { variables: variablesOf(setting), read: (env) => build(read(env, setting), isProduction(env)) };
}

/** Combines settings into one with a list of their values. */
export function list<T>(settings: readonly Setting<T>[]): Group<readonly T[]> {
  return derive(group(Object.fromEntries(settings.entries())), (values) => Object.values(values));
}

/** Combines all variables with a suffix into a map by what precedes it: `USERS` for `_MAX_COST`. */
export function family<T>(
  suffix: string,
  declare: (name: string) => Setting<T>,
): Group<ReadonlyMap<string, T>> {
  const variables = variablesOf(declare(`<NAME>${suffix}`));
  const ends = variables.some(mayBeInFile) ? [suffix, `${suffix}_FILE`] : [suffix];
  const read = (env: Environment): ReadonlyMap<string, T> => {
    const names = ends.flatMap((end) =>
      Object.keys(env)
        .filter((name) => name.endsWith(end) && name !== end && env[name])
        .map((name) => name.slice(0, -end.length)),
    );
    const settings = names.map((name) => [name, declare(`${name}${suffix}`)] as const);
    return new Map(Object.entries(readConfig(env, Object.fromEntries(settings))));
  };
  return { variables, read };
}

/**
 * Returns a setting that follows the file of a secret: if `<NAME>_FILE` is set, the value is a function that reads the
 * file at each call, and returns the last good value while the file is unusable.
 */
export function followed<T>(variable: Variable<T>): Group<T | (() => NonNullable<T>)> {
  const readFollowed = (env: Environment): T | (() => NonNullable<T>) => {
    const first = read(env, variable);
    if (!env[`${variable.name}_FILE`] || first === undefined || first === null) return first;
    let last: NonNullable<T> = first;
    return () => {
      const found = attempt(env, variable);
      if (!(found instanceof ConfigError) && found !== undefined && found !== null) last = found;
      return last;
    };
  };
  return { variables: [variable], read: readFollowed };
}

/** Returns whether a variable may come from a file instead. One whose name ends in `_FILE` names a file already. */
export function mayBeInFile({ name, secret }: Pick<Variable<unknown>, 'name' | 'secret'>): boolean {
  return secret && !name.endsWith('_FILE');
}

/** Returns a setting whose value throws its problem: for a variable that may turn out to be unused. */
export function deferred<T>(setting: Setting<T>): Group<() => T> {
  const read = (env: Environment): (() => T) => {
    const result = attempt(env, setting);
    return () => {
      if (result instanceof ConfigError) throw result;
      return result;
    };
  };
  return { variables: variablesOf(setting), read };
}

function attempt<T>(env: Environment, setting: Setting<T>): T | ConfigError {
  try {
    return read(env, setting);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function variablesOf(setting: Setting<unknown>): readonly Variable<unknown>[] {
  return 'parse' in setting ? [setting] : setting.variables;
}

function read<T>(env: Environment, setting: Setting<T>): T {
  if ('read' in setting) return setting.read(env);
  const { name, parse, developmentOnly } = setting;
  const strict = isProduction(env);
  const unset = strict ? setting.unsetInProduction : setting.unset;
  const { text, from } = readText(env, setting);
  if (text === '') {
    if (unset === 'required') throw notSet(name);
    return unset.value;
  }
  try {
    if (strict && developmentOnly) refuse(text, unset);
    return parse(text, strict);
  } catch (error) {
    const rule = error instanceof Error ? error.message : String(error);
    const shown = setting.secret ? 'not (the value is not shown)' : JSON.stringify(text);
    throw new ConfigError([`${from} ${rule}, but is ${shown}`]);
  }
}

/** Returns the text of a variable, which is empty if it is unset, and where it is from. */
function readText(env: Environment, variable: Variable<unknown>): { text: string; from: string } {
  const { name } = variable;
  const text = env[name] ?? '';
  const file = `${name}_FILE`;
  const path = mayBeInFile(variable) ? (env[file] ?? '') : '';
  if (path === '') return { text, from: name };
  if (text !== '') throw new ConfigError([`${name} and ${file} must not both be set`]);
  return { text: readSecretFile(file, path), from: `${name} (in the file that ${file} names)` };
}

/** Reads a file with one secret. Never shows the path: an operator may set the secret itself by mistake. */
function readSecretFile(variable: string, path: string): string {
  try {
    const text = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
    if (text !== '') return text;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([`${variable} must name a readable file, but it cannot be read (${code})`]);
  }
  throw new ConfigError([`${variable} must name a file with a secret, but that file is empty`]);
}

function refuse(text: string, unset: Unset<unknown>): void {
  const isSwitch = unset !== 'required' && unset.value === false;
  if (isSwitch && text === 'off') return;
  throw new Error(`must ${isSwitch ? 'be off' : 'not be set'} if NODE_ENV is production`);
}

import { readFileSync } from 'node:fs';
import { repositoryFile } from '../registry.ts';

/** A part of the graph for one kind of clients, such as partners. Tags are those of `@tag(name:)` in the schemas. */
export interface Contract {
  /** Lower case, digits and hyphens. */
  readonly name: string;
  /** Tags of the fields that its clients may see. Empty: all fields that are not excluded. */
  readonly include: ReadonlySet<string>;
  /** Tags of the elements that its clients must not see. They win over `include`. */
  readonly exclude: ReadonlySet<string>;
}

/** Error of a contract that is unknown, malformed, or hides too much. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** Path of the contracts in the repository. */
export const contractsPath = 'schema/contracts.json';

/** Reads `schema/contracts.json`. Throws ContractError if it is malformed. */
export function readContracts(): readonly Contract[] {
  return parseContracts(readFileSync(repositoryFile(contractsPath), 'utf8'));
}

/** Returns the contract of a name, or all contracts if there is no name. Throws ContractError if there is none of it. */
export function findContracts(name: string | undefined): readonly Contract[] {
  const contracts = readContracts();
  if (name === undefined) return contracts;
  const named = contracts.filter((contract) => contract.name === name);
  if (named.length > 0) return named;
  const names = contracts.map((contract) => contract.name).join(', ') || 'none';
  throw problem(`there is no contract ${JSON.stringify(name)}. Contracts: ${names}`);
}

/** Parses contracts: `{ "partner": { "include": […], "exclude": […] } }`. Throws ContractError. */
export function parseContracts(json: string): readonly Contract[] {
  const contracts = parseObject(json);
  return Object.entries(contracts).map(([name, rules]) => {
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(name))
      throw problem(`a name must be lower case letters, digits and hyphens, but is ${JSON.stringify(name)}`);
    const unknown = Object.keys(Object(rules)).find((key) => key !== 'include' && key !== 'exclude');
    if (unknown !== undefined)
      throw problem(`${name} must have "include" and "exclude" only, but has ${JSON.stringify(unknown)}`);
    const [include, exclude] = [readTags(name, 'include', rules), readTags(name, 'exclude', rules)];
    if (include.size + exclude.size === 0) throw problem(`${name} must include or exclude at least one tag`);
    return { name, include, exclude };
  });
}

function parseObject(json: string): object {
  let contracts: unknown;
  try {
    contracts = JSON.parse(json);
  } catch (cause) {
    throw problem(`must be JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  if (typeof contracts === 'object' && contracts !== null && !Array.isArray(contracts)) return contracts;
  throw problem(`must be an object from names to contracts, but is ${JSON.stringify(contracts)}`);
}

function readTags(name: string, key: 'include' | 'exclude', rules: unknown): ReadonlySet<string> {
  const tags: unknown = Reflect.get(Object(rules), key) ?? [];
  if (
    Array.isArray(tags) &&
    tags.every((tag: unknown): tag is string => typeof tag === 'string' && tag !== '')
  )
    return new Set(tags);
  throw problem(`"${key}" of ${name} must be a list of tags, but is ${JSON.stringify(tags)}`);
}

function problem(message: string): ContractError {
  return new ContractError(`contracts.json: ${message}`);
}

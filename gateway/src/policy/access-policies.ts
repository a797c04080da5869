import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, type Variable } from '@supergraph/service-kit/config.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { isRecord } from '../is-record.ts';

/** Decides whether a policy of the graph (`@policy`) holds for a viewer. */
export type ViewerPolicy = (viewer: Viewer) => boolean | Promise<boolean>;

/**
 * Creates a variable that names a module of policies. default: `policies.ts` beside the supergraph, if that file exists
 */
export function policiesModule(name: string, supergraph: string | undefined): Variable<string | undefined> {
  const parse = (file: string): string => {
    if (!existsSync(file)) throw new Error('must name a module');
    return resolve(file);
  };
  const beside = supergraph ? resolve(join(dirname(supergraph), 'policies.ts')) : undefined;
  return { name, parse, fallback: { value: beside && existsSync(beside) ? beside : undefined } };
}

/** Loads the export `policies` of a module: an object of functions. Throws ConfigError if it is absent. */
export async function readPolicies(
  file: string | undefined,
): Promise<Readonly<Record<string, ViewerPolicy>>> {
  if (file === undefined) return {};
  const loaded: unknown = await import(pathToFileURL(file).href).catch((cause: unknown) => {
    throw new ConfigError(['POLICIES must name a module that loads'], { cause });
  });
  const policies = isRecord(loaded) ? loaded.policies : undefined;
  if (!isRecord(policies)) throw new ConfigError(['POLICIES must name a module that exports "policies"']);
  const entries = Object.entries(policies).map(([name, policy]) => {
    if (!isPolicy(policy))
      throw new ConfigError([`POLICIES: the policy ${JSON.stringify(name)} must be a function`]);
    return [name, policy] as const;
  });
  return Object.fromEntries(entries);
}

function isPolicy(value: unknown): value is ViewerPolicy {
  return typeof value === 'function';
}

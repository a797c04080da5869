import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@supergraph/service-kit/config.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { variable } from '@supergraph/service-kit/variables.ts';
import { isRecord } from '../is-record.ts';
import type { SupergraphSetting } from '../supergraph/supergraph-settings.ts';

/** Decides whether a policy of the graph (`@policy`) holds for a viewer. */
export type ViewerPolicy = (viewer: Viewer) => boolean | Promise<boolean>;

/** Module of policies. */
export const policiesModule = variable('POLICIES', {
  about:
    'Module whose export `policies` has a function `(viewer) => boolean` for each `@policy` of the graph.',
  accepts: 'file',
  parse: (file) => {
    if (!existsSync(file)) throw new Error('must name a module');
    return resolve(file);
  },
});

/**
 * Loads the export `policies` of a module: an object of functions. default: that of `policies.ts` beside the supergraph,
 * if that file exists. Throws ConfigError if the export is absent.
 */
export async function readPolicies(
  named: string | undefined,
  source: SupergraphSetting,
): Promise<Readonly<Record<string, ViewerPolicy>>> {
  const beside = source.from === 'file' ? resolve(source.folder, 'policies.ts') : '';
  const file = named ?? (existsSync(beside) ? beside : undefined);
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

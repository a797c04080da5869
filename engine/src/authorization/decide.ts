import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { AccessViewer, AuthorizationOptions } from './authorization-options.ts';
import { namesOf, type Passes, type Requirement } from './requirement.ts';

/** Listener for policies that threw. */
export type OnPolicyError = (message: string, cause: unknown, client: ClientRequest) => void;

/**
 * Decides requirements for a caller. Returns a promise only if there are policies. Each policy is called once. A
 * policy that throws, or returns anything but true, is not met.
 */
export function decide(
  requirements: readonly Requirement[],
  options: AuthorizationOptions,
  client: ClientRequest,
  onError: OnPolicyError,
): Passes | Promise<Passes> {
  const viewer = options.viewer(client);
  if (!requirements.some(({ kind }) => kind === 'policies')) return createPasses(viewer, nothing);
  const policies = new Set(requirements.filter(({ kind }) => kind === 'policies').flatMap(namesOf));
  return holdingPolicies([...policies], options, client, onError).then((holding) =>
    createPasses(viewer, holding),
  );
}

const nothing: ReadonlySet<string> = new Set();

function createPasses(viewer: AccessViewer, holding: ReadonlySet<string>): Passes {
  return (requirement) => {
    if (requirement.kind === 'authenticated') return viewer.authenticated;
    const names = requirement.kind === 'scopes' ? viewer.scopes : holding;
    return requirement.anyOf.some((all) => all.every((name) => names.has(name)));
  };
}

async function holdingPolicies(
  names: readonly string[],
  { policies = {} }: AuthorizationOptions,
  client: ClientRequest,
  onError: OnPolicyError,
): Promise<ReadonlySet<string>> {
  const verdicts = await Promise.all(
    names.map(async (name) => {
      try {
        return Object.hasOwn(policies, name) && (await policies[name]?.(client)) === true;
      } catch (cause) {
        onError(`A policy failed: ${name}`, cause, client);
        return false;
      }
    }),
  );
  return new Set(names.filter((_, index) => verdicts[index]));
}

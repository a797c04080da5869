import { type ChangeToCheck, checkChange, type GraphChange } from '../check/check-change.ts';
import { readAtRevision } from '../check/read-baseline.ts';
import { applyContract } from './apply-contract.ts';
import { type Contract, contractsPath, parseContracts, readContracts } from './read-contracts.ts';

/** Verdict on a change of what the clients of one contract see. */
export interface ContractChange {
  readonly contract: string;
  readonly change: GraphChange;
}

/**
 * Judges a change of the graph for each contract that exists before and after it. Its rules before the change are those of
 * a git revision, or the same as now without one. Throws CompositionError if a contract hides too much.
 */
export async function checkContracts(
  { before, after, operations }: ChangeToCheck,
  revision: string | undefined,
): Promise<readonly ContractChange[]> {
  const contracts = readContracts();
  const old = revision === undefined ? contracts : readContractsAt(revision);
  const changes = contracts.map(async (contract) => {
    const { supergraphSdl } = applyContract(after, contract);
    const previous = old.find(({ name }) => name === contract.name);
    if (previous === undefined) return [];
    const sdls = { before: applyContract(before, previous).supergraphSdl, after: supergraphSdl };
    const change = await checkChange({ ...sdls, operations });
    // Operations of clients that see more.
    return [{ contract: contract.name, change: { ...change, alreadyInvalid: [] } }];
  });
  return (await Promise.all(changes)).flat();
}

/** Returns the contracts of a git revision. One without the file has none. */
function readContractsAt(revision: string): readonly Contract[] {
  const text = readAtRevision(revision, contractsPath);
  return text === undefined ? [] : parseContracts(text);
}

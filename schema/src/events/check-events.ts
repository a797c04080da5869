import { readAtRevision } from '../check/read-baseline.ts';
import { readRegistry } from '../registry.ts';
import { contractsPath, parseContracts, readAllContracts } from './event-contracts.ts';
import { findBreakingChanges } from './find-breaking-changes.ts';

/** Returns a sentence for each change of the working tree's event contracts since a git revision that can break a consumer. */
export function checkEvents(revision: string): readonly string[] {
  const contracts = readAllContracts();
  return readRegistry().flatMap(({ name }) => {
    const text = readAtRevision(revision, contractsPath(name));
    if (text === undefined) return [];
    const empty = { service: name, title: '', definitions: new Map() };
    const now = contracts.find(({ service }) => service === name) ?? empty;
    return findBreakingChanges(parseContracts(name, text), now);
  });
}

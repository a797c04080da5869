import { staff } from '../graph/people.ts';
import type { Audit, AuditFamily } from './audit.ts';
import type { AttackedSystem } from './system/attacked-system.ts';
import { post, sendOnce } from './wire/exchange.ts';

/** Outcome of an audit. */
export interface AuditResult {
  readonly audit: Audit;
  /** Differences from the expected outcome. Empty if the audit passed. */
  readonly findings: readonly string[];
}

/** Outcome of a family of audits. */
export interface FamilyResult {
  readonly family: AuditFamily;
  readonly results: readonly AuditResult[];
  /** Problems after all audits that belong to no single audit. */
  readonly aftermath: readonly string[];
}

/** Runs the audits of a family. Afterwards the system must still serve, and no process may have failed. */
export async function runFamily(family: AuditFamily, system: AttackedSystem): Promise<FamilyResult> {
  const { audits, concurrent = false, logsFailures = false } = family;
  const watched = logsFailures ? { ...system, takeFailures: () => [] } : system;
  const results: AuditResult[] = [];
  if (concurrent) results.push(...(await Promise.all(audits.map((audit) => runAudit(audit, watched)))));
  else for (const audit of audits) results.push(await runAudit(audit, watched));
  const service = await checkService(system);
  const failures = system
    .takeFailures()
    .filter((failure) => !(logsFailures && / logged a failure/.test(failure)));
  return { family, results, aftermath: [...service, ...failures] };
}

/** Returns a sentence for each finding. */
export function describeFindings({ family, results, aftermath }: FamilyResult): readonly string[] {
  const found = results.flatMap(({ audit, findings }) =>
    findings.map(
      (finding) =>
        `${family.name}/${audit.id}: sent ${audit.sends}; expected ${audit.expects}; but ${finding}`,
    ),
  );
  return [...found, ...aftermath.map((finding) => `${family.name}: after all audits ${finding}`)];
}

async function runAudit(audit: Audit, system: AttackedSystem): Promise<AuditResult> {
  try {
    const findings = await audit.attack(system);
    // Logs arrive over a pipe: late lines are reported with the next audit, or after the last one.
    return { audit, findings: [...findings, ...system.takeFailures()] };
  } catch (error) {
    return {
      audit,
      findings: [`it failed: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}

async function checkService(system: AttackedSystem): Promise<readonly string[]> {
  const authorization = `Bearer ${await system.tokenFor('gateway', staff)}`;
  const query = '{ orders(first: 1) { nodes { id customer { id name } } } }';
  const { status, json, text } = await sendOnce(system.origins.gateway, post({ query }, { authorization }));
  const serves = status === 200 && json?.errors === undefined && json?.data?.orders?.nodes?.length === 1;
  return serves ? [] : [`the graph does not answer any more: ${status} ${text.slice(0, 300)}`];
}

import type { AttackedSystem } from './system/attacked-system.ts';

/** One attack and its expected outcome. */
export interface Audit {
  /** Name within its family, in words with hyphens. It never changes, so that results can be compared. */
  readonly id: string;
  /** Description of the request. */
  readonly sends: string;
  /** Description of the expected answer. */
  readonly expects: string;
  /** Runs the attack. Resolves to one sentence for each difference from the expected outcome. */
  readonly attack: (system: AttackedSystem) => Promise<readonly string[]>;
}

/** Audits of one weakness. */
export interface AuditFamily {
  readonly name: string;
  readonly audits: readonly Audit[];
  /** Whether its audits run concurrently, for audits that mostly wait. default: one after the other */
  readonly concurrent?: boolean;
  /** Whether services may log failures, for audits that cause them. default: a logged failure is a finding */
  readonly logsFailures?: boolean;
}

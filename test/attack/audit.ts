import type { AttackedSystem } from './system/attacked-system.ts';

/** One attack and its expected outcome. */
export interface Audit {
  /** Its name within its family, in words with hyphens. It never changes, so that results can be compared. */
  readonly id: string;
  /** Description of the request. */
  readonly sends: string;
  /** Description of the expected answer. */
  readonly expects: string;
  /** Attacks, and resolves to what was not as it must be: a sentence each. */
  readonly attack: (system: AttackedSystem) => Promise<readonly string[]>;
}

/** Audits that try the same weakness. */
export interface AuditFamily {
  readonly name: string;
  readonly audits: readonly Audit[];
  /** Runs its audits concurrently, for audits that mostly wait. default: one after the other */
  readonly concurrent?: boolean;
  /** Allows services to log failures, for audits that make them fail. default: a logged failure is a finding */
  readonly logsFailures?: boolean;
}

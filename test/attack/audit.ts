import type { AttackedSystem } from './system/attacked-system.ts';

/** One attack, and what must come of it. */
export interface Audit {
  /** Its name within its family, in words with hyphens. It never changes, so that results can be compared. */
  readonly id: string;
  /** What is sent, in words. */
  readonly sends: string;
  /** What must come back, in words. */
  readonly expects: string;
  /** Attacks, and resolves to what was not as it must be: a sentence each. */
  readonly attack: (system: AttackedSystem) => Promise<readonly string[]>;
}

/** Audits that try the same weakness. */
export interface AuditFamily {
  readonly name: string;
  readonly audits: readonly Audit[];
  /** Whether its audits mostly wait, so that they go side by side. default: one after the other */
  readonly concurrent?: boolean;
  /** Whether services log failures, as they should where they are made to fail. default: that is a finding */
  readonly logsFailures?: boolean;
}

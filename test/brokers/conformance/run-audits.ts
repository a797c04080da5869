import type { BrokerKind } from '../system/broker.ts';
import { brokerKinds } from '../system/broker-kinds.ts';
import { audits, type EventAudit } from './audits.ts';
import { type EventSystem, startEventSystem } from './event-system.ts';

/** A transport of events: of a broker, or without one. */
export interface AuditedTransport {
  readonly name: string;
  readonly kind: BrokerKind | undefined;
}

/** All transports, whether or not their brokers are installed. */
export const transports: readonly AuditedTransport[] = [
  { name: 'feed', kind: undefined },
  ...brokerKinds.map((kind) => ({ name: kind.name, kind })),
];

/** Outcome of all audits of one transport: findings by audit. An audit that does not apply is missing. */
export interface TransportResult {
  readonly transport: string;
  readonly findings: ReadonlyMap<EventAudit, readonly string[]>;
}

/** Runs all audits on one system, one after the other. `log` receives the progress. */
export async function runAudits(
  { name, kind }: AuditedTransport,
  adminUrl: string,
  log: (sentence: string) => void = () => {},
): Promise<TransportResult> {
  const system = await startEventSystem(adminUrl, kind);
  const findings = new Map<EventAudit, readonly string[]>();
  try {
    for (const [index, audit] of audits.entries()) {
      if (!applies(audit, kind)) continue;
      const startedAt = performance.now();
      findings.set(audit, await runAudit(audit, system, `audit-${index}`));
      log(`${name}: ${audit.name}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    }
  } finally {
    await system.stop();
  }
  return { transport: name, findings };
}

function applies({ needs }: EventAudit, kind: BrokerKind | undefined): boolean {
  if (needs === undefined) return true;
  return kind !== undefined && (needs === 'broker' || kind.isMock !== true);
}

async function runAudit(audit: EventAudit, system: EventSystem, family: string): Promise<readonly string[]> {
  try {
    return await audit.run(system, family);
  } catch (error) {
    return [`it failed: ${error instanceof Error ? error.message : String(error)}`];
  }
}

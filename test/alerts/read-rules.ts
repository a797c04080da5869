import { globSync, readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { parse } from 'yaml';

/** Rule of Prometheus: an alert, or a query under a name of its own. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Files of the rules, relative to the root of the repository. */
export const ruleFiles = globSync('deploy/observability/prometheus/*.rules.yml', {
  cwd: repositoryFile('.'),
}).toSorted();

/** Reads the text of a rule file, with all its durations divided by a factor. */
export function readRuleFile(path: string, faster = 1): string {
  const text = readFileSync(repositoryFile(path), 'utf8');
  if (faster === 1) return text;
  const shorten = (amount: string, unit: string): string =>
    `${Math.max(1, Math.round((Number(amount) * unitMs(unit)) / faster))}ms`;
  return text
    .replaceAll(/\[(\d+)([mh])\]/g, (_all, amount: string, unit: string) => `[${shorten(amount, unit)}]`)
    .replaceAll(/for: (\d+)([mh])/g, (_all, amount: string, unit: string) => `for: ${shorten(amount, unit)}`);
}

/** Reads all rules. */
export function readRules(): readonly Rule[] {
  return ruleFiles.flatMap((path) => {
    const { groups }: { readonly groups: readonly { readonly rules: readonly Rule[] }[] } = parse(
      readRuleFile(path),
    );
    return groups.flatMap(({ rules }) => rules);
  });
}

/** Reads the names of the alerts. */
export function readAlerts(): readonly string[] {
  return readRules().flatMap(({ alert }) => alert ?? []);
}

function unitMs(unit: string): number {
  return unit === 'h' ? 3_600_000 : 60_000;
}

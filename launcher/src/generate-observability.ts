import { readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import { describeMetrics } from '@supergraph/service-kit/telemetry/describe-metrics.ts';

/** Writes docs/observability.md. */
export function generateObservability(): void {
  writeAtomically(repositoryFile('docs/observability.md'), describeObservability());
}

/** Returns the page about telemetry: its template, with the table of all metrics. */
export function describeObservability(): string {
  const header =
    '<!-- Made by `npm run codegen` from launcher/templates/observability.md and the metric table. Do not edit. -->\n';
  const template = readFileSync(repositoryFile('launcher/templates/observability.md'), 'utf8');
  return `${header}\n${template.replace('{{metrics}}\n', describeMetrics())}`;
}

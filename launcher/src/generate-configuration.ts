import { readFileSync } from 'node:fs';
import { gatewaySettings } from '@supergraph/gateway/gateway-config.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import type { Group, Unset, Variable } from '@supergraph/service-kit/config.ts';
import { migrationSettings } from '@supergraph/service-kit/subgraph/migrate-subgraph.ts';
import { subgraphSettings } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { launcherSettings } from './launcher-config.ts';

type Declared = Variable<unknown>;

/** Variables of each process, by name. `<NAME>` stands for the name of a subgraph. */
export const declaredVariables = {
  gateway: byName(gatewaySettings([])),
  subgraph: byName(subgraphSettings('<name>')),
  migration: byName(migrationSettings('<name>')),
  launcher: byName(launcherSettings([{ name: '<name>', port: 0 }])),
};

/** Writes docs/configuration.md. */
export function generateConfiguration(): void {
  writeAtomically(repositoryFile('docs/configuration.md'), describeConfiguration());
}

/** Returns the page of all variables: its introduction, and a table for each process and section. */
export function describeConfiguration(): string {
  const { gateway, subgraph, migration, launcher } = declaredVariables;
  const isShared = ({ name }: Declared): boolean => gateway.has(name) && subgraph.has(name);
  return [
    '<!-- Made by `npm run codegen` from launcher/templates/configuration.md and the declarations of the variables. Do not edit. -->\n',
    readFileSync(repositoryFile('launcher/templates/configuration.md'), 'utf8'),
    describeProcess('Every process', [...gateway.values()].filter(isShared)),
    describeProcess(
      'Gateway',
      [...gateway.values()].filter((variable) => !isShared(variable)),
    ),
    describeProcess(
      'Subgraph',
      [...subgraph.values()].filter((variable) => !isShared(variable)),
    ),
    describeProcess(
      'Migration job',
      [...migration.values()].filter((variable) => !isShared(variable)),
    ),
    describeProcess('`npm start`', [...launcher.values()]),
  ].join('\n');
}

function byName({ variables }: Group<unknown>): ReadonlyMap<string, Declared> {
  return new Map(variables.map((variable) => [variable.name, variable]));
}

function describeProcess(title: string, variables: readonly Declared[]): string {
  const parts = [...Map.groupBy(variables, ({ section }) => section?.title)].map(([heading, inside]) => {
    const about = inside[0]?.section?.about;
    const table = `| variable | values | default | effect |\n|---|---|---|---|\n${inside.map(describeVariable).join('')}`;
    return [heading && `### ${heading}\n`, about && `${about}\n`, table].filter(Boolean).join('\n');
  });
  return `## ${title}\n\n${parts.join('\n')}`;
}

function describeVariable(variable: Declared): string {
  const { name, accepts, secret, about, developmentOnly } = variable;
  const unit = units.find(([suffix]) => name.endsWith(suffix))?.[1] ?? '';
  const values = `${accepts}${unit}${secret ? '; secret' : ''}`;
  const effect = `${about}${developmentOnly ? ' Refused in production.' : ''}`;
  return `| \`${name}\` | ${values} | ${describeDefault(variable)} | ${effect} |\n`;
}

const units = [
  ['_MS', ' ms'],
  ['_BYTES', ' bytes'],
  ['_MB', ' MB'],
  ['_PERCENT', ' %'],
  ['_HOURS', ' h'],
] as const;

/**
 * Returns the defaults of a variable: the general one, and those in production and at a subgraph if they
 * differ.
 */
function describeDefault({ name, unset, unsetInProduction }: Declared): string {
  const { gateway, subgraph } = declaredVariables;
  const [usual, strict] = [shown(name, unset), shown(name, unsetInProduction)];
  const other = gateway.has(name) ? shown(name, subgraph.get(name)?.unset ?? unset) : usual;
  return [usual, strict !== usual && `${strict} in production`, other !== usual && `${other} at a subgraph`]
    .filter(Boolean)
    .join('; ');
}

/** Returns a default as Markdown. Large numbers are followed by a readable form. */
function shown(name: string, unset: Unset<unknown>): string {
  if (unset === 'required') return unset;
  const value = Number(unset.value);
  const scale = scales.find(([suffix, factor]) => name.endsWith(suffix) && value > 0 && value % factor === 0);
  return scale === undefined ? unset.shown : `${unset.shown} (${value / scale[1]} ${scale[2]})`;
}

const scales = [
  ['_MS', 3_600_000, 'h'],
  ['_MS', 60_000, 'min'],
  ['_MS', 1_000, 's'],
  ['_BYTES', 1_000_000, 'MB'],
] as const;

import { readFileSync, writeFileSync } from 'node:fs';
import { gatewaySettings } from '@supergraph/gateway/gateway-config.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import type { Group, Unset, Variable } from '@supergraph/service-kit/config.ts';
import { subgraphSettings } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { launcherSettings } from './launcher-config.ts';

type Declared = Variable<unknown>;

/** Variables of each process, by name. `<NAME>` stands for the name of a subgraph. */
export const declaredVariables = {
  gateway: byName(gatewaySettings([])),
  subgraph: byName(subgraphSettings('<name>')),
  launcher: byName(launcherSettings([{ name: '<name>', port: 0 }])),
};

/** Writes docs/configuration.md. */
export function generateConfiguration(): void {
  writeFileSync(repositoryFile('docs/configuration.md'), describeConfiguration());
}

/** Returns the page of all variables: its introduction, and a table for each process and concern. */
export function describeConfiguration(): string {
  const { gateway, subgraph, launcher } = declaredVariables;
  const ofEach = [...gateway.values()].map((variable) => merge(variable, subgraph.get(variable.name)));
  const own = (variable: Declared): boolean => !gateway.has(variable.name) || !subgraph.has(variable.name);
  return [
    '<!-- Made by `npm run codegen` from launcher/templates/configuration.md and the declarations of the variables. Do not edit. -->\n',
    readFileSync(repositoryFile('launcher/templates/configuration.md'), 'utf8'),
    describeProcess(
      'Every process',
      ofEach.filter((variable) => !own(variable)),
    ),
    describeProcess('Gateway', [...gateway.values()].filter(own)),
    describeProcess('Subgraph', [...subgraph.values()].filter(own)),
    describeProcess('`npm start`', [...launcher.values()]),
  ].join('\n');
}

/** Two groups may read the same variable. Its first declaration decides where it is documented. */
function byName({ variables }: Group<unknown>): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const variable of variables) if (!declared.has(variable.name)) declared.set(variable.name, variable);
  return declared;
}

/** Returns the variable of the gateway, with the default of a subgraph too if that differs. */
function merge(variable: Declared, other: Declared = variable): Declared {
  const [one, two] = [shown(variable, variable.unset), shown(other, other.unset)];
  if (one === two) return variable;
  const unset = { value: undefined, shown: `${one} at the gateway, ${two} at a subgraph` };
  return { ...variable, unset, unsetInProduction: unset };
}

function describeProcess(title: string, variables: readonly Declared[]): string {
  const sections = Map.groupBy(variables, ({ section }) => section?.title);
  const parts = [...sections].map(([heading, inside]) => {
    const about = inside[0]?.section?.about;
    const head = heading === undefined ? '' : `### ${heading}\n\n`;
    return `${head}${about === undefined ? '' : `${about}\n\n`}${describeTable(inside)}`;
  });
  return `## ${title}\n\n${parts.join('\n')}`;
}

function describeTable(variables: readonly Declared[]): string {
  const rows = variables.map(
    (variable) =>
      `| \`${variable.name}\` | ${describeValues(variable)} | ${describeDefault(variable)} | ${variable.about}${variable.developmentOnly ? ' Refused in production.' : ''} |\n`,
  );
  return `| variable | values | default | effect |\n|---|---|---|---|\n${rows.join('')}`;
}

function describeValues({ name, accepts, secret }: Declared): string {
  const unit = units.find(([suffix]) => name.endsWith(suffix))?.[1] ?? '';
  return `${accepts}${unit}${secret ? '; secret' : ''}`;
}

const units = [
  ['_MS', ' ms'],
  ['_BYTES', ' bytes'],
  ['_MB', ' MB'],
  ['_PERCENT', ' %'],
] as const;

function describeDefault(variable: Declared): string {
  const [usual, strict] = [shown(variable, variable.unset), shown(variable, variable.unsetInProduction)];
  return usual === strict ? usual : `${usual}; ${strict} in production`;
}

/** Returns a default as Markdown. A large number has a form for people behind it. */
function shown({ name }: Declared, unset: Unset<unknown>): string {
  if (unset === 'required') return unset;
  const { value } = unset;
  const scale = scales.find(
    ([suffix, factor]) => name.endsWith(suffix) && Number(value) > 0 && Number(value) % factor === 0,
  );
  return scale === undefined ? unset.shown : `${unset.shown} (${Number(value) / scale[1]} ${scale[2]})`;
}

const scales = [
  ['_MS', 3_600_000, 'h'],
  ['_MS', 60_000, 'min'],
  ['_MS', 1_000, 's'],
  ['_BYTES', 1_000_000, 'MB'],
] as const;

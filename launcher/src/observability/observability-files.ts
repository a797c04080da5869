import type { RegisteredSubgraph } from '@supergraph/schema/registry.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import type { RenderedFile } from '../new-subgraph/render-templates.ts';
import { type Dashboard, dashboards, type Panel } from './dashboards.ts';

const [madeBy, source] = ['Made by `npm run codegen` from', 'launcher/src/observability/dashboards.ts'];
const folder = 'deploy/observability';

/** Writes the dashboards of Grafana and the targets of Prometheus. */
export function writeObservabilityFiles(registry: readonly RegisteredSubgraph[]): void {
  for (const { path, text } of renderObservabilityFiles(registry))
    writeAtomically(repositoryFile(path), text);
}

/** Renders these files. Their paths start at the root of the repository. */
export function renderObservabilityFiles(registry: readonly RegisteredSubgraph[]): readonly RenderedFile[] {
  const services = ['gateway', ...registry.map(({ name }) => name)];
  const targets = services.map(
    (job) => `- { targets: ['${job}:${metricsPort}'], labels: { job: ${job} } }\n`,
  );
  return [
    {
      path: `${folder}/prometheus/generated/targets.yml`,
      text: `# ${madeBy} schema/subgraphs.json. Do not edit.\n${targets.join('')}`,
    },
    ...dashboards.map((dashboard) => ({
      path: `${folder}/grafana/generated/${dashboard.id}.json`,
      text: `${JSON.stringify(renderDashboard(dashboard), undefined, 1)}\n`,
    })),
  ];
}

/** METRICS_PORT in docker-compose.yml. */
const metricsPort = 9464;

/** Width of the grid, and size of a panel. */
const [gridWidth, panelWidth, panelHeight] = [24, 8, 7];

function renderDashboard({ id, title, choose, rows }: Dashboard): unknown {
  const panels: unknown[] = [];
  let y = 0;
  for (const [name, row] of Object.entries(rows)) {
    panels.push({ type: 'row', title: name, gridPos: { x: 0, y, w: gridWidth, h: 1 }, panels: [] });
    row.forEach((panel, index) => {
      const [column, line] = [index % 3, Math.floor(index / 3)];
      const place = { x: column * panelWidth, y: y + 1 + line * panelHeight, w: panelWidth, h: panelHeight };
      panels.push(renderPanel(panel, place));
    });
    y += 1 + Math.ceil(row.length / 3) * panelHeight;
  }
  return {
    uid: id,
    title,
    description: `${madeBy} ${source}. Do not edit.`,
    tags: ['supergraph'],
    schemaVersion: 39,
    editable: false,
    refresh: '15s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: choose === undefined ? [] : [renderVariable(choose)] },
    panels: panels.map((panel, index) => Object.assign({ id: index + 1 }, panel)),
  };
}

function renderPanel({ title, unit, queries }: Panel, gridPos: Readonly<Record<string, number>>): object {
  return {
    type: 'timeseries',
    title,
    gridPos,
    datasource,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(({ expr, line }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      expr,
      legendFormat: line,
    })),
  };
}

function renderVariable({ name, values }: NonNullable<Dashboard['choose']>): unknown {
  return { type: 'query', name, datasource, query: { query: values, refId: name }, refresh: 2, sort: 1 };
}

/** Identity of the data source in deploy/observability/grafana/datasources.yml. */
const datasource = { type: 'prometheus', uid: 'prometheus' };

import { readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { render } from '../new-subgraph/render-templates.ts';

export interface NewService {
  readonly name: string;
  readonly port: number;
}

/** Adds services for the subgraph and its database to docker-compose.yml. Throws if the file has lost its landmarks. */
export function addDevelopmentServices(text: string, service: NewService): string {
  const { name, port } = service;
  const taken = [name, `${name}-db`].find((other) => new RegExp(`^ +${other}:`, 'm').test(text));
  if (taken !== undefined) throw new Error(`docker-compose.yml names ${taken} already: choose another name`);
  const prefix = variablePrefix(name);
  const withFeed = insert(
    text,
    afterLast('_EVENTS_URL: http:'),
    `  ${prefix}_EVENTS_URL: http://${name}:${port}/events\n`,
  );
  const withUrl = insert(
    withFeed,
    afterLast('(?<!_EVENTS)_URL: http:'),
    `      ${prefix}_URL: http://${name}:${port}/graphql\n`,
  );
  const withServices = insert(withUrl, /^volumes:\n/m, renderServices('development', service));
  return `${withServices.trimEnd()}\n  ${name}-data:\n`;
}

/** Adds hardened services to docker-compose.production.yml. Throws if the file has lost its landmarks. */
export function addProductionServices(text: string, service: NewService): string {
  const withServices = insert(text, /^(?:#.*\n)*networks:\n/m, renderServices('production', service));
  return insert(withServices, /^secrets:\n/m, `  ${service.name}-database: { internal: true }\n`, '\n');
}

function renderServices(mode: 'development' | 'production', { name, port }: NewService): string {
  const prefix = variablePrefix(name);
  const required = (variable: string) => `\${${variable}:?${variable} is required but not set}`;
  const template = readFileSync(repositoryFile(`launcher/templates/compose/${mode}.yml.template`), 'utf8');
  return render(template, {
    ...{ name, port: String(port), prefix },
    password: required(`${prefix}_DATABASE_PASSWORD`),
    servicePassword: required(`${prefix}_SERVICE_PASSWORD`),
  });
}

/** Returns the place after the first group of lines whose names end so. */
function afterLast(end: string): RegExp {
  return new RegExp(`(?<=^ +\\w+${end}.*\\n)(?! +\\w+${end})`, 'm');
}

/** Inserts lines before a landmark, and before the text in front of it that `before` names. */
function insert(text: string, landmark: RegExp, lines: string, before = ''): string {
  const place = text.search(landmark);
  if (place < 0) throw new Error(`A Compose file must have ${landmark}, but does not any more`);
  const at = place - before.length;
  return text.slice(0, at) + lines + text.slice(at);
}

import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** A subgraph to add to the Compose files. */
export interface NewService {
  readonly name: string;
  readonly port: number;
}

/** Adds a service for the subgraph and one for its database to docker-compose.yml. Throws if it has lost its landmarks. */
export function addDevelopmentServices(text: string, { name, port }: NewService): string {
  const prefix = variablePrefix(name);
  const taken = [name, `${name}-db`].find((service) => new RegExp(`^ +${service}:`, 'm').test(text));
  if (taken !== undefined) throw new Error(`docker-compose.yml names ${taken} already: choose another name`);
  const services = `  ${name}:
    <<: *service
    command: [node, subgraphs/${name}/src/main.ts]
    depends_on: { ${name}-db: { condition: service_healthy } }
    environment:
      <<: *environment
      DEMO_DATA: 'on'
      ${prefix}_PORT: '${port}'
      ${prefix}_DATABASE_URL: postgres://${name}:development@${name}-db:5432/${name}
    healthcheck: { <<: *healthcheck, test: [CMD, node, deploy/is-ready.mjs, '${port}'] }

  ${name}-db:
    <<: *database
    environment: { POSTGRES_DB: ${name}, POSTGRES_PASSWORD: development }
    volumes:
      - ${name}-data:/var/lib/postgresql/data
      - ./deploy/postgres:/docker-entrypoint-initdb.d:ro

`;
  const withUrl = insert(
    text,
    /(?<=^ +\w+_URL: http:.*\n)(?! +\w+_URL: http:)/m,
    `      ${prefix}_URL: http://${name}:${port}/graphql\n`,
  );
  const withServices = insert(withUrl, /^volumes:\n/m, services);
  return `${withServices.trimEnd()}\n  ${name}-data:\n`;
}

/** Adds what hardens these services to docker-compose.production.yml. Throws if it has lost its landmarks. */
export function addProductionServices(text: string, { name }: NewService): string {
  const prefix = variablePrefix(name);
  const password = `\${${prefix}_DATABASE_PASSWORD:?${prefix}_DATABASE_PASSWORD is required but not set}`;
  const services = `  ${name}:
    <<: *service
    networks: [subgraphs, ${name}-database]
    secrets: [internal-public-keys]
    environment:
      <<: *environment
      DEMO_DATA: 'off'
      INTERNAL_PUBLIC_KEYS_FILE: /run/secrets/internal-public-keys
      ${prefix}_DATABASE_URL: postgres://${name}:${password}@${name}-db:5432/${name}

  ${name}-db:
    <<: *database
    networks: [${name}-database]
    environment: { POSTGRES_PASSWORD: '${password}' }

`;
  const withServices = insert(text, /^(?:#.*\n)*networks:\n/m, services);
  return insert(withServices, /^secrets:\n/m, `  ${name}-database: { internal: true }\n`, '\n');
}

/** Puts lines in front of a landmark, and of the text before it that `before` names. */
function insert(text: string, landmark: RegExp, lines: string, before = ''): string {
  const place = text.search(landmark);
  if (place < 0) throw new Error(`A Compose file must have ${landmark}, but does not any more`);
  const at = place - before.length;
  return text.slice(0, at) + lines + text.slice(at);
}

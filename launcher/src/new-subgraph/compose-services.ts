import { variablePrefix } from '@supergraph/service-kit/subgraph/subgraph-config.ts';

/** A subgraph that the Compose files get services for. */
export interface NewService {
  readonly name: string;
  readonly port: number;
}

/** docker-compose.yml with a service for the subgraph and one for its database. Throws where it has lost its landmarks. */
export function addDevelopmentServices(text: string, { name, port }: NewService): string {
  const prefix = variablePrefix(name);
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

/** docker-compose.production.yml with what hardens these services. Throws where it has lost its landmarks. */
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
  const withServices = insert(text, /^# Nothing gets in or out of an internal network\.\n/m, services);
  return insert(withServices, /^secrets:\n/m, `  ${name}-database: { internal: true }\n`, '\n');
}

/** Puts lines in front of a landmark, and in front of the empty line before it where `before` says so. */
function insert(text: string, landmark: RegExp, lines: string, before = ''): string {
  const place = text.search(landmark);
  if (place < 0) throw new Error(`A Compose file must have ${landmark}, but does not any more`);
  const at = place - before.length;
  return text.slice(0, at) + lines + text.slice(at);
}

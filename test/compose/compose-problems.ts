import type { RegisteredSubgraph } from '@supergraph/schema/registry.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { parse } from 'yaml';

/** Fields of a Compose service that this check reads. */
interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly healthcheck?: { readonly test?: readonly string[] };
  readonly read_only?: boolean;
  readonly profiles?: readonly string[];
}

type Services = Readonly<Record<string, ComposeService>>;

/** Returns a sentence for each difference between `docker-compose.yml` and the registry. */
export function findComposeProblems(
  text: string,
  registry: readonly RegisteredSubgraph[],
): readonly string[] {
  const services = readServices(text);
  const { gateway } = services;
  const known = new Set(['gateway', ...registry.flatMap(({ name }) => [name, `${name}-db`])]);
  return [
    ...(gateway === undefined ? ['There is no service "gateway".'] : gatewayProblems(gateway, registry)),
    ...registry.flatMap((subgraph) => subgraphProblems(services, subgraph)),
    ...Object.keys(services).flatMap((name) => [
      ...(known.has(name) || services[name]?.profiles
        ? []
        : [`The service "${name}" belongs to no subgraph of schema/subgraphs.json.`]),
      ...(name !== 'gateway' && services[name]?.ports && !services[name]?.profiles
        ? [`"${name}" publishes a port, as only the gateway may.`]
        : []),
      ...(services[name]?.ports ?? []).flatMap((port) =>
        port.startsWith('127.0.0.1:') ? [] : [`"${name}" is published beyond this machine: ${port}.`],
      ),
    ]),
  ];
}

/** Returns a sentence for each service of the first file that the overlay leaves unchanged. */
export function findOverlayProblems(text: string, overlay: string): readonly string[] {
  const [services, hardened] = [readServices(text), readServices(overlay)];
  return Object.keys(services).flatMap((name) => {
    const service = hardened[name];
    if (service === undefined) return [`The overlay has no service "${name}".`];
    const { command } = services[name] ?? {};
    const isOurs = command?.[0] === 'node';
    const lax = isOurs && service.environment?.NODE_ENV !== 'production';
    return [
      ...(service.read_only === true ? [] : [`"${name}" can write to its root in production.`]),
      ...(lax ? [`"${name}" does not run with NODE_ENV=production in production.`] : []),
    ];
  });
}

/** Returns a sentence if the gateway cannot read the events of subgraphs in the overlay, because its secret is another one. */
export function findEventProblems(
  overlay: string,
  registry: readonly RegisteredSubgraph[],
): readonly string[] {
  const services = readServices(overlay);
  const secretOf = (name: string) => services[name]?.environment?.EVENTS_SECRET;
  return registry.flatMap(({ name }) =>
    expectEqual('EVENTS_SECRET of the gateway', secretOf('gateway'), secretOf(name) ?? ''),
  );
}

/** Returns a sentence for each subgraph whose service could change its own schema in the overlay. */
export function findMigrationProblems(
  overlay: string,
  registry: readonly RegisteredSubgraph[],
): readonly string[] {
  const services = readServices(overlay);
  return registry.flatMap(({ name }) => {
    const [service, job] = [services[name]?.environment, services[`${name}-migrate`]];
    const prefix = variablePrefix(name);
    const roleOf = (environment: ComposeService['environment']) =>
      /^postgres:\/\/([\w-]+):/.exec(environment?.[`${prefix}_DATABASE_URL`] ?? '')?.[1];
    const [role, owner] = [roleOf(service), roleOf(job?.environment)];
    const command = `node subgraphs/${name}/src/migrate.ts`;
    return [
      ...expectEqual(`the command of "${name}-migrate"`, job?.command?.join(' '), command),
      ...expectEqual(`MIGRATIONS of "${name}"`, service?.MIGRATIONS, 'check'),
      ...(role === owner
        ? [`The service "${name}" has the role "${role}", which migrates its database.`]
        : []),
    ];
  });
}

function gatewayProblems(
  gateway: ComposeService,
  registry: readonly RegisteredSubgraph[],
): readonly string[] {
  return [
    ...expectEqual('NODE_ENV of the gateway', gateway.environment?.NODE_ENV, 'development'),
    ...registry.flatMap(({ name, port }) =>
      (['URL', 'EVENTS_URL'] as const).flatMap((kind) => {
        const variable = `${variablePrefix(name)}_${kind}`;
        const url = `http://${name}:${port}/${kind === 'URL' ? 'graphql' : 'events'}`;
        return expectEqual(`${variable} of the gateway`, gateway.environment?.[variable], url);
      }),
    ),
    ...(gateway.depends_on ? ['The gateway waits for a service, but must start without the others.'] : []),
  ];
}

function subgraphProblems(services: Services, { name, port }: RegisteredSubgraph): readonly string[] {
  const [service, prefix] = [services[name], variablePrefix(name)];
  const missing = [name, `${name}-db`].filter((needed) => services[needed] === undefined);
  if (service === undefined || missing.length > 0)
    return missing.map(
      (needed) => `The subgraph "${name}" is in the registry, but there is no service "${needed}".`,
    );
  const { command = [], environment = {}, healthcheck } = service;
  const url = environment[`${prefix}_DATABASE_URL`] ?? '';
  return [
    ...expectEqual(`the command of "${name}"`, command.join(' '), `node subgraphs/${name}/src/main.ts`),
    ...expectEqual(`${prefix}_PORT of "${name}"`, environment[`${prefix}_PORT`], String(port)),
    ...expectEqual(`the port in the healthcheck of "${name}"`, healthcheck?.test?.at(-1), String(port)),
    ...expectEqual(
      `the host of ${prefix}_DATABASE_URL of "${name}"`,
      URL.canParse(url) ? new URL(url).hostname : url,
      `${name}-db`,
    ),
  ];
}

function expectEqual(what: string, found: string | undefined, expected: string): readonly string[] {
  return found === expected
    ? []
    : [`Expected ${what} to be "${expected}", but it is ${JSON.stringify(found)}.`];
}

/** Reads the services. Compose supports merge keys (`<<`), which are not part of YAML 1.2. */
function readServices(text: string): Services {
  const { services = {} }: { readonly services?: Services } = parse(text, { merge: true });
  return services;
}

import { readImports, type SourceFile } from './source-files.ts';

/** Rooms that a room may import from, besides npm packages and itself. */
const doors: Readonly<Record<string, readonly string[] | 'all'>> = {
  'service-kit': [],
  subgraphs: ['service-kit'],
  engine: [],
  gateway: ['engine', 'service-kit'],
  schema: [],
  client: [],
  deploy: ['service-kit', 'schema'],
  launcher: 'all',
  test: 'all',
  bench: 'all',
};

/** The layers of a subgraph. Imports stay in a layer or go from a lower number to a higher one. */
const layers: readonly (readonly [RegExp, string])[] = [
  [/^main\.ts$/, 'main'],
  [/-service\.ts$/, 'wiring'],
  [/^(resolvers|mutations|subscriptions|consumers)\.ts$/, 'resolvers'],
  [/^context\.ts$/, 'context'],
  [/-store\.ts$/, 'stores'],
  [/^tables\.ts$/, 'tables'],
  [/./, 'domain'],
];

/** Rooms of a package in their order: a room imports only rooms before it. Types count too. */
const orders: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  'engine/src': [
    [/^(document-cache|error-codes|json-object|number-options|refusal)\.ts$/, 'basics'],
    [/^supergraph\//, 'supergraph'],
    [/^subgraphs\//, 'subgraphs'],
    [/^cache\//, 'cache'],
    [/^planning\//, 'planning'],
    [/^cost\//, 'cost'],
    [/^compile\//, 'compile'],
    [/^authorization\//, 'authorization'],
    [/^trace\//, 'trace'],
    [/^execution\//, 'execution'],
    [/^engine-options\.ts$/, 'options'],
    [/^prepare\//, 'prepare'],
    [/^reload\//, 'reload'],
    [/^subscriptions\//, 'subscriptions'],
    [/^engine\.ts$/, 'engine'],
    [/^apollo\//, 'apollo'],
    [/^index\.ts$/, 'index'],
  ],
};

/** Folders whose code must not know a transport, and what they may not import. */
const transportFree: readonly (readonly [RegExp, RegExp])[] = [
  [/^gateway\/src\/(policy|live|published)\//, /^(gateway|service-kit)\/src\/http\//],
];

/** Packages that only one folder of a package of ours may import, types included. */
const adapters = [
  {
    packages: /^@apollo\/(server|gateway|utils|cache-control-types|usage-reporting)/,
    of: 'engine/src/',
    only: 'engine/src/apollo/',
  },
  {
    packages: /^@modelcontextprotocol\//,
    of: 'gateway/src/',
    only: 'gateway/src/mcp/',
  },
  {
    packages: /^(@nats-io\/|@platformatic\/kafka|amqplib)/,
    of: 'service-kit/src/',
    only: 'service-kit/src/events/transports/',
  },
];

/** Returns a sentence for each import that breaks a wall: of a forbidden room, or of an upper layer. */
export function findBrokenWalls(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    readImports(file).flatMap(({ file: target, specifier }) => {
      const adapter = adapters.find((each) => file.path.startsWith(each.of) && each.packages.test(specifier));
      if (adapter !== undefined && !file.path.startsWith(adapter.only))
        return [`${file.path} imports ${specifier}: in ${adapter.of} only ${adapter.only} may import it`];
      if (target === undefined || isGenerated(file.path) || isGenerated(target)) return [];
      const wall =
        roomWall(file.path, target) ??
        orderWall(file.path, target) ??
        transportWall(file.path, target) ??
        layerWall(file.path, target);
      return wall === undefined ? [] : [`${file.path} imports ${target}: ${wall}`];
    }),
  );
}

/** Returns a sentence for each cycle of imports. */
export function findCycles(files: readonly SourceFile[]): readonly string[] {
  const targets = new Map(
    files.map((file) => [file.path, readImports(file).flatMap(({ file: target }) => target ?? [])]),
  );
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path))
      cycles.push(`imports form a cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
    if (done.has(path) || trail.includes(path) || isGenerated(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return cycles;
}

function roomWall(from: string, to: string): string | undefined {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return undefined;
  const [kind = ''] = room.split('/');
  const open = doors[kind];
  if (open === 'all') return undefined;
  if (open === undefined) return `${room} is not a room of this house (add it to the table of rooms)`;
  if (open.includes(other)) return undefined;
  const allowed = open.length === 0 ? 'npm packages only' : `${open.join(' and ')} only`;
  return `${room} may import ${allowed}, not ${other}`;
}

function orderWall(from: string, to: string): string | undefined {
  for (const [folder, order] of Object.entries(orders)) {
    if (!from.startsWith(`${folder}/`) || !to.startsWith(`${folder}/`)) continue;
    const place = (path: string): number =>
      order.findIndex(([pattern]) => pattern.test(path.slice(folder.length + 1)));
    const [source, target] = [place(from), place(to)];
    const unlisted = [source, target].indexOf(-1);
    if (unlisted !== -1)
      return `${[from, to][unlisted]} is in no room of ${folder} (add it to the order of rooms)`;
    if (source < target)
      return `in ${folder} a room imports only rooms before it: ${order.map(([, name]) => name).join(', ')}`;
  }
  return undefined;
}

function transportWall(from: string, to: string): string | undefined {
  const isBroken = transportFree.some(([room, transport]) => room.test(from) && transport.test(to));
  return isBroken ? 'policies and live operations work on plain data, and know no HTTP' : undefined;
}

function layerWall(from: string, to: string): string | undefined {
  const [source, target] = [layerOf(from), layerOf(to)];
  if (source === undefined || target === undefined || source <= target) return undefined;
  return `inside a subgraph imports go ${layers.map(([, name]) => name).join(' → ')}, never back`;
}

/** Returns `subgraphs/users` for a subgraph, else the top folder. A subgraph's tests and the test runner's settings are `test`. */
function roomOf(path: string): string {
  if (/^subgraphs\/[^/]+\/test\/|^vitest\.config\.ts$/.test(path)) return 'test';
  const [top = '', second = ''] = path.split('/');
  return top === 'subgraphs' ? `${top}/${second}` : top;
}

function layerOf(path: string): number | undefined {
  const [, file] = path.match(/^subgraphs\/[^/]+\/src\/([^/]+)$/) ?? [];
  return file === undefined ? undefined : layers.findIndex(([pattern]) => pattern.test(file));
}

function isGenerated(path: string): boolean {
  return path.includes('/generated/');
}

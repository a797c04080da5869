import { readFileSync } from 'node:fs';
import { readRegistry, repositoryFile } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { stopService } from '../graph/service-process.ts';
import { createSupergraphFolder, type SupergraphFolder } from '../graph/supergraph-folder.ts';
import { patientEnvironment } from '../graph/test-environment.ts';
import { createLab, type Lab, type LabService, whyNoLab } from './lab/lab.ts';
import { createLabGraph, type LabReplica } from './lab/lab-graph.ts';
import type { LabPod } from './lab/lab-pod.ts';
import { createLabSecrets, type LabSecrets, serveDatabase } from './lab/lab-secrets.ts';
import { hasKubectl, renderOverlay } from './manifests.ts';
import { evaluatePolicies } from './network-policies.ts';

// The services of the production overlay run with their rendered commands and variables in network namespaces. A router
// between them forwards what the rendered NetworkPolicies allow, and translates addresses of Services as kube-proxy does.
const reason = hasKubectl ? whyNoLab() : 'kubectl is not installed';
const registry = readRegistry();
const sdl = readFileSync(repositoryFile('schema/supergraph.graphql'), 'utf8');
const ports = [80, 443, 4000, 5432, 9464, ...registry.map(({ port }) => port)];
const services: Readonly<Record<string, LabService>> = {
  gateway: { address: '10.96.0.1', port: 4000 },
  users: { address: '10.96.0.2', port: 4001 },
  orders: { address: '10.96.0.3', port: 4002 },
};
const names = ['users', 'orders', 'gateway'] as const;
let lab: Lab;
let keys: ProductionKeys;
let secrets: LabSecrets;
let supergraph: SupergraphFolder;
let graph: ReturnType<typeof createLabGraph>;
const replicas = new Map<string, LabReplica[]>();
const outside = new Map<string, LabPod>();

beforeAll(async () => {
  if (reason !== undefined) return console.warn(`SKIPPED: ${reason}`);
  const objects = renderOverlay('production');
  lab = createLab(evaluatePolicies(objects), ports);
  const inNamespace = (labels: Readonly<Record<string, string>>, name: string) =>
    outside.set(
      name,
      lab.addPod({ name, labels: { 'app.kubernetes.io/name': 'gateway' }, namespace: labels }),
    );
  inNamespace({ 'supergraph/ingress': 'true' }, 'ingress');
  inNamespace({ 'supergraph/metrics': 'true' }, 'prometheus');
  inNamespace({}, 'stranger');
  for (const [name, address, port] of [
    ['database', '10.20.0.5', 5432],
    ['internet', '203.0.113.9', 443],
    ['intranet', '10.9.9.9', 443],
    ['metadata', '169.254.169.254', 80],
  ] as const) {
    const pod = lab.addPod({ name, address });
    outside.set(name, pod);
    await (name === 'database' ? serveDatabase(pod) : pod.listen(port, (socket) => socket.destroy()));
  }
  keys = await createProductionKeys();
  secrets = await createLabSecrets(registry, keys, '10.20.0.5');
  supergraph = createSupergraphFolder(sdl);
  graph = createLabGraph({
    ...{ lab, objects, services },
    folderOf: (volume) => (volume === 'supergraph' ? supergraph.folder : secrets.folderOf(volume)),
    overrides: overridesFor,
  });
  for (const name of names) {
    replicas.set(name, [await graph.startReplica(name)]);
    setEndpoints(name);
  }
}, 300_000);

afterAll(async () => {
  if (reason !== undefined) return;
  await Promise.all([...replicas.values()].flat().map(({ process }) => stopService(process)));
  await lab?.stop();
  supergraph?.remove();
  secrets?.remove();
  keys?.remove();
}, 120_000);

beforeEach(({ skip }) => skip(reason !== undefined, reason ?? ''));

test('a query of a client at the ingress reaches both services and their databases', async () => {
  const { status, body } = await ask('{ orders(first: 2) { nodes { id customer { name tier } } } }');
  const { data, errors } = JSON.parse(body);
  expect({ status, errors }).toEqual({ status: 200, errors: undefined });
  expect(data.orders.nodes).toHaveLength(2);
  for (const { customer } of data.orders.nodes) expect(customer.name).toEqual(expect.any(String));
});

test('these connections are open, and every other one is refused', async () => {
  const own = names.map((name) => [name, replicaOf(name).pod] as const);
  const pods = new Map([...outside, ...own]);
  const targets = [
    ...['gateway:4000', 'users:4001', 'orders:4002', 'gateway:9464', 'users:9464', 'orders:9464'],
    ...['database:5432', 'internet:443', 'intranet:443', 'metadata:80'],
  ].map((target) => target.split(':') as [string, string]);
  const outcomes = await Promise.all(
    [...pods].flatMap(([from, pod]) =>
      targets
        .filter(([to]) => to !== from && !(outside.has(from) && outside.has(to)))
        .map(async ([to, port]) => {
          const outcome = await pod.connect(addressOf(pods.get(to)), Number(port));
          return { path: `${from} → ${to}:${port}`, outcome };
        }),
    ),
  );
  const open = outcomes.filter(({ outcome }) => outcome === 'open').map(({ path }) => path);
  expect(open.toSorted()).toEqual(
    [
      'ingress → gateway:4000',
      'gateway → users:4001',
      'gateway → orders:4002',
      'users → orders:4002',
      'orders → users:4001',
      'users → database:5432',
      'orders → database:5432',
      'gateway → internet:443',
      'prometheus → gateway:9464',
      'prometheus → users:9464',
      'prometheus → orders:9464',
    ].toSorted(),
  );
  const refused = outcomes.filter(({ outcome }) => outcome !== 'open');
  expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(['EHOSTUNREACH']));
  console.log(`${open.length} paths open, ${refused.length} refused`);
});

test('a rolling restart of every service fails no request, though endpoints change late', async () => {
  const clients = Array.from({ length: 6 }, (_, index) => sendUntilStopped(index % 2 === 0));
  for (const name of names) await replace(name);
  const counts = await Promise.all(clients.map(({ stop }) => stop()));
  const failures = counts.flatMap(({ failed }) => failed);
  console.log(`${counts.reduce((sum, { sent }) => sum + sent, 0)} requests, ${failures.length} failed`);
  expect(failures).toEqual([]);
}, 300_000);

test('a changed ConfigMap is served without a restart, and no request fails', async () => {
  const { pod } = replicaOf('gateway');
  const readId = async (): Promise<string> => {
    const ready = await pod.fetch('http://127.0.0.1:4000/ready');
    return typeof ready === 'object' ? JSON.parse(ready.body).supergraph.id : ready;
  };
  const before = await readId();
  const client = sendUntilStopped(true);
  supergraph.publish(sdl.replace('type Query\n', '"""Changed."""\ntype Query\n'));
  await expect.poll(readId).not.toBe(before);
  expect((await client.stop()).failed).toEqual([]);
});

/** Replaces the only replica of a service, as a rollout with `maxUnavailable: 0` does. */
async function replace(name: (typeof names)[number]): Promise<void> {
  const old = replicaOf(name);
  replicas.set(name, [old, await graph.startReplica(name)]);
  setEndpoints(name);
  const stopped = graph.stopReplica(name, old);
  // Nodes learn of a stopping Pod after it has received its signal.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  replicas.set(name, replicas.get(name)?.slice(1) ?? []);
  setEndpoints(name);
  await stopped;
}

/** Sends one request after the other, on one connection or each on its own, until it is stopped. */
function sendUntilStopped(keepsConnection: boolean) {
  let stopping = false;
  const failed: string[] = [];
  let sent = 0;
  const run = async (): Promise<void> => {
    while (!stopping) {
      const { status, body } = await ask(
        '{ orders(first: 1) { nodes { customer { name } } } }',
        keepsConnection,
      );
      sent += 1;
      if (status !== 200 || !body.includes('"customer":{"name":"')) failed.push(`${status}: ${body}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const done = run();
  return {
    stop: async () => {
      stopping = true;
      await done;
      return { sent, failed };
    },
  };
}

async function ask(query: string, keepsConnection = true): Promise<{ status: number; body: string }> {
  const ingress = outside.get('ingress');
  const { address, port } = services.gateway ?? { address: '', port: 0 };
  const answer = await ingress?.fetch(`http://${address}:${port}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await keys.tokenOf(staff)}`,
      ...(!keepsConnection && { connection: 'close' }),
    },
    body: JSON.stringify({ query }),
  });
  return typeof answer === 'object' ? answer : { status: 0, body: String(answer) };
}

function replicaOf(name: string): LabReplica {
  const [replica] = replicas.get(name) ?? [];
  if (replica === undefined) throw new Error(`${name} must run`);
  return replica;
}

function addressOf(pod: LabPod | undefined): LabPod {
  if (pod === undefined) throw new Error('a target must be a Pod of the lab');
  return pod;
}

function setEndpoints(name: string): void {
  const service = services[name];
  if (service !== undefined)
    lab.setEndpoints(
      service,
      (replicas.get(name) ?? []).map(({ pod }) => pod),
    );
}

/** Returns what differs from production here: keys of the test, roles of this run, patience with a busy machine. */
function overridesFor(name: string, container: string) {
  const { REQUEST_TIMEOUT_MS, ...patient } = patientEnvironment;
  if (container === 'migrate')
    return { DEMO_DATA: 'on', [`${name.toUpperCase()}_SERVICE_ROLES`]: secrets.roles.get(name) };
  if (name !== 'gateway') return patient;
  const { CLIENT_PUBLIC_KEYS_FILE, TOKEN_ISSUER, TOKEN_AUDIENCE } = keys.env;
  const identity = { CLIENT_PUBLIC_KEYS_FILE, TOKEN_ISSUER, TOKEN_AUDIENCE, CLIENT_JWKS_URL: undefined };
  return { ...patient, ...identity, PAGES: undefined };
}

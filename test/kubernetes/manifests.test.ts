import { readRegistry } from '@supergraph/schema/registry.ts';
import { beforeEach, expect, test } from 'vitest';
import { describeManifests } from './format-rules.ts';
import {
  hasKubectl,
  type KubernetesObject,
  nameOf,
  type Overlay,
  podTemplates,
  renderOverlay,
} from './manifests.ts';
import { checkRules, rules } from './rules.ts';
import { findSchemaProblems } from './schema-problems.ts';

const registry = readRegistry();
const rendered = new Map<Overlay, readonly KubernetesObject[]>();

beforeEach(({ skip }) => skip(!hasKubectl, 'kubectl is not installed'));

test('every overlay is valid for Kubernetes, and keeps every rule', async () => {
  const { text, hasBreaches } = await describeManifests();
  console.log(text);
  expect(hasBreaches, text).toBe(false);
});

// biome-ignore lint/suspicious/noExplicitAny: the part of an object that a case breaks
type Part = any;
type Break = readonly [rule: string, object: string, change: (object: Part) => void, overlay?: Overlay];

const pod = (object: Part) => object.spec.template.spec;
const container = (object: Part) => pod(object).containers[0];
const variable = (object: Part, name: string) =>
  container(object).env.find((each: { readonly name: string }) => each.name === name);

/** For each rule, a change that breaks it, and the object that must be named. */
const breaks: readonly Break[] = [
  ['no process runs as root', 'Deployment/users', (o) => delete pod(o).securityContext.runAsNonRoot],
  ['no process runs as root', 'StatefulSet/users-db', (o) => (pod(o).securityContext.runAsUser = 0), 'local'],
  ['system calls are restricted', 'Deployment/orders', (o) => delete pod(o).securityContext.seccompProfile],
  [
    'no Pod has a token of the cluster',
    'Deployment/gateway',
    (o) => delete pod(o).automountServiceAccountToken,
  ],
  ['no Service sets variables of a process', 'Deployment/users', (o) => delete pod(o).enableServiceLinks],
  [
    'a changed ConfigMap or Secret is followed',
    'Deployment/gateway',
    (o) => (container(o).volumeMounts[0].subPath = 'supergraph.graphql'),
  ],
  [
    'only folders in memory or on a claim are writable',
    'Deployment/users',
    (o) => pod(o).volumes.push({ name: 'node', hostPath: { path: '/' } }),
  ],
  [
    'the root file system is read-only',
    'Deployment/users',
    (o) => delete pod(o).initContainers[0].securityContext.readOnlyRootFilesystem,
  ],
  [
    'no capabilities, no way to more rights',
    'Deployment/users',
    (o) => (container(o).securityContext.capabilities.add = ['NET_ADMIN']),
  ],
  [
    'CPU and memory are requested and limited',
    'Deployment/orders',
    (o) => delete container(o).resources.limits,
  ],
  [
    'every service is probed: started, ready, alive',
    'Deployment/users',
    (o) => delete container(o).livenessProbe,
  ],
  [
    'every service is probed: started, ready, alive',
    'Deployment/users',
    (o) => (container(o).readinessProbe.httpGet.port = 'web'),
  ],
  [
    'a stopping replica has time: delay + request + 1 s + 30 s',
    'Deployment/users',
    (o) => (pod(o).terminationGracePeriodSeconds = 50),
  ],
  [
    'an old replica stops once a new one is ready',
    'Deployment/users',
    (o) => delete o.spec.strategy.rollingUpdate.maxUnavailable,
  ],
  [
    'every subgraph runs, after its migration, and the gateway has its URL',
    'Deployment/users',
    (o) => delete pod(o).initContainers,
  ],
  [
    'the gateway can read the events of every subgraph',
    'Deployment/gateway',
    (o) => (variable(o, 'EVENTS_SECRET_FILE').value = '/elsewhere'),
  ],
  [
    'every variable is declared, and no secret is in one',
    'Deployment/users',
    (o) => (variable(o, 'SHUTDOWN_DELAY_MS').name = 'SHUTDOWN_DELAY'),
  ],
  [
    'every variable is declared, and no secret is in one',
    'Deployment/users',
    (o) => (variable(o, 'USERS_DATABASE_URL_FILE').name = 'USERS_DATABASE_URL'),
  ],
  ['one label selects all objects of a service', 'ServiceAccount/users', (o) => delete o.metadata.labels],
  ['every reference leads to an object', 'Service/users', (o) => (o.spec.ports[0].targetPort = 'web')],
  [
    'every reference leads to an object',
    'Deployment/users',
    (o) => (pod(o).volumes[0].secret = { secretName: 'x' }),
  ],
  [
    'the gateway serves schema/supergraph.graphql, and follows it',
    'ConfigMap/supergraph',
    (o) => (o.data['supergraph.graphql'] = ''),
  ],
  [
    'the namespace refuses Pods that are not as hardened',
    'Namespace/supergraph',
    (o) => delete o.metadata.labels,
  ],
  [
    'every service scales, from two replicas on',
    'Deployment/users',
    (o) => (o.spec.replicas = 1),
    'production',
  ],
  [
    'draining nodes stops one replica at a time',
    'Deployment/users',
    (o) => (o.spec.template.metadata.labels['app.kubernetes.io/name'] = 'people'),
    'production',
  ],
  [
    'replicas spread over nodes and zones',
    'Deployment/users',
    (o) => pod(o).topologySpreadConstraints.pop(),
    'production',
  ],
  [
    'images are pinned by digest',
    'Deployment/users',
    (o) => (container(o).image = 'registry.example.com/supergraph:v1'),
    'production',
  ],
  ['no secret is in the repository', 'Secret/keys', (o) => Object.assign(o, secret), 'production'],
  [
    'only these talk: client, gateway, subgraph, its database',
    'another namespace → users-db:5432',
    (o) => delete o.spec.ingress[0].from,
    'local',
  ],
  [
    'the route publishes /graphql and /desk, nothing else',
    'HTTPRoute/gateway',
    (o) => delete o.spec.rules[0].matches,
    'production',
  ],
];

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' } };
/** Objects to change where the expected text names another one. */
const changed: Readonly<Record<string, string>> = {
  'Secret/keys': 'HTTPRoute/gateway',
  'another namespace → users-db:5432': 'NetworkPolicy/database-from-users',
};

for (const [rule, object, change, overlay = 'production'] of breaks) {
  test(`a breach of "${rule}" names ${object}`, () => {
    const objects = structuredClone(render(overlay));
    const target = changed[object] ?? object;
    change(objects.find((each) => nameOf(each) === target));
    const found = checkRules({ overlay, objects, registry }).get(rule) ?? [];
    expect(found.join('\n')).toContain(object);
  });
}

test('each rule is broken by one case or more', () => {
  const broken = new Set(breaks.map(([rule]) => rule));
  expect(rules.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
});

test('a value of the wrong type, a missing field and a misspelt one are named with their object', async () => {
  const [deployment] = podTemplates(render('production')).map(({ owner }) => owner);
  const validate = (change: (object: Part) => void): Promise<readonly string[]> => {
    const object = structuredClone(deployment);
    if (object === undefined) throw new Error('production must have a Deployment');
    change(object);
    return findSchemaProblems(object);
  };
  expect(await validate(() => {})).toEqual([]);
  const problems = [
    await validate((o) => (container(o).ports[0].containerPort = 'http')),
    await validate((o) => delete o.spec.selector),
    await validate((o) => (container(o).livenesProbe = {})),
    await validate((o) => (o.kind = 'Deployement')),
  ].flat();
  expect(problems).toEqual([
    expect.stringMatching(/^Deployment\/gateway: .*containerPort must be integer/),
    expect.stringMatching(/^Deployment\/gateway: .*selector/),
    'Deployment/gateway: there is no field /spec/template/spec/containers/0/livenesProbe',
    'Deployement/gateway: there is no kind Deployement in apps/v1',
  ]);
});

test('a new subgraph without manifests is named', () => {
  const more = [...registry, { name: 'reviews', port: 4999 }];
  const objects = render('production');
  const found = [...checkRules({ overlay: 'production', objects, registry: more }).values()].flat();
  expect(found).toContain('Deployment/reviews: does not exist');
});

/** Renders an overlay once. */
function render(overlay: Overlay): readonly KubernetesObject[] {
  const objects = rendered.get(overlay) ?? renderOverlay(overlay);
  rendered.set(overlay, objects);
  return objects;
}

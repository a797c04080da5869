import { type KubernetesObject, nameOf, ofKind, podTemplates } from './manifests.ts';
import { evaluatePolicies, type Peer } from './network-policies.ts';
import type { Rendered, Rule } from './rule.ts';

const dns: Peer = {
  name: 'dns',
  labels: { 'k8s-app': 'kube-dns' },
  namespace: { 'kubernetes.io/metadata.name': 'kube-system' },
};
const ingress: Peer = { name: 'ingress', labels: {}, namespace: { 'supergraph/ingress': 'true' } };
const prometheus: Peer = { name: 'prometheus', labels: {}, namespace: { 'supergraph/metrics': 'true' } };
const stranger: Peer = {
  name: 'another namespace',
  labels: { 'app.kubernetes.io/name': 'gateway' },
  namespace: {},
};
const database: Peer = { name: 'managed database', address: '10.20.0.5' };
const internet: Peer = { name: 'internet', address: '203.0.113.9' };
const metadata: Peer = { name: 'metadata of the cloud', address: '169.254.169.254' };
const outside: readonly Peer[] = [dns, ingress, prometheus, stranger, database, internet, metadata];
const ports = [53, 80, 443, 5432, 9464];

/** Rules for who may talk to whom. */
export const networkRules: readonly Rule[] = [
  { name: 'only these talk: client, gateway, subgraph, its database', check: findWrongPaths },
  {
    name: 'the route publishes /graphql and /desk, nothing else',
    only: 'production',
    check: ({ objects }) =>
      ofKind(objects, 'HTTPRoute').flatMap((route) =>
        publishedPaths(route)
          .filter((path) => !['/graphql', '/desk'].includes(path))
          .map((path) => `${nameOf(route)}: publishes ${path}`),
      ),
  },
];

/** Returns all Pods of the overlay, and peers outside of it. */
export function peersOf({ objects }: Pick<Rendered, 'objects'>): readonly Peer[] {
  const own = podTemplates(objects).map(({ owner, labels }) => ({ name: owner.metadata.name, labels }));
  return [...own, ...outside];
}

/** Returns the paths that must be open, as `gateway → users:4001`. All others must be closed. */
export function expectedPaths({ overlay, objects, registry }: Rendered): ReadonlySet<string> {
  const clients = overlay === 'production' ? [ingress] : outside;
  const services = ['gateway', ...registry.map(({ name }) => name)];
  return new Set([
    ...clients.map(({ name }) => `${name} → gateway:4000`),
    ...registry.map(({ name, port }) => `gateway → ${name}:${port}`),
    // Subgraphs read each other's events.
    ...registry.flatMap(({ name: reader }) =>
      registry.map(({ name, port }) => `${reader} → ${name}:${port}`),
    ),
    ...podTemplates(objects).map(({ owner }) => `${owner.metadata.name} → dns:53`),
    ...(overlay === 'production'
      ? [
          ...services.map((name) => `prometheus → ${name}:9464`),
          ...registry.map(({ name }) => `${name} → managed database:5432`),
          'gateway → internet:443',
        ]
      : registry.map(({ name }) => `${name} → ${name}-db:5432`)),
  ]);
}

function findWrongPaths(rendered: Rendered): readonly string[] {
  const allows = evaluatePolicies(rendered.objects);
  const expected = expectedPaths(rendered);
  const peers = peersOf(rendered);
  const tried = [...ports, 4000, ...rendered.registry.map(({ port }) => port)];
  const isOutside = (peer: Peer): boolean => outside.includes(peer);
  return peers.flatMap((from) =>
    peers
      .filter((to) => from !== to && !(isOutside(from) && isOutside(to)))
      .flatMap((to) =>
        tried.flatMap((port) => {
          const path = `${from.name} → ${to.name}:${port}`;
          if (allows(from, to, port) === expected.has(path)) return [];
          return [`NetworkPolicy: ${path} is ${expected.has(path) ? 'closed' : 'open'}`];
        }),
      ),
  );
}

function publishedPaths(route: KubernetesObject): readonly string[] {
  const matches: readonly { readonly path?: { readonly value?: string } }[] = route.spec.rules.flatMap(
    ({ matches = [{}] }) => matches,
  );
  return matches.map(({ path }) => path?.value ?? '/');
}

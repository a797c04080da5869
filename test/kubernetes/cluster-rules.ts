import { readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { declaredVariables } from '../../launcher/src/generate-configuration.ts';
import {
  containersOf,
  type KubernetesObject,
  nameOf,
  ofKind,
  type PodTemplate,
  podTemplates,
} from './manifests.ts';
import type { Rendered, Rule } from './rule.ts';

/** Secrets that docs/kubernetes.md tells the operator to create, besides those of each database. */
const keySecrets = ['internal-private-key', 'internal-public-keys', 'events-secret', 'development-keys'];

const label = 'app.kubernetes.io/name';

/** Rules for how objects fit together. */
export const clusterRules: readonly Rule[] = [
  {
    name: 'a stopping replica has time: delay + request + 1 s + 30 s',
    check: ({ objects }) => {
      const values = deployments(objects).flatMap(({ spec }) =>
        spec.containers.flatMap(({ env = [] }) => env),
      );
      const [delay, request] = ['SHUTDOWN_DELAY_MS', 'REQUEST_TIMEOUT_MS'].map((name) =>
        Math.max(...values.filter((variable) => variable.name === name).map(({ value }) => Number(value))),
      );
      const needed = (Number(delay) + Number(request)) / 1_000 + 1 + 30;
      return deployments(objects)
        .filter(({ spec }) => !(Number(spec.terminationGracePeriodSeconds) >= needed))
        .map(
          ({ owner, spec }) => `${nameOf(owner)}: has ${spec.terminationGracePeriodSeconds} s, not ${needed}`,
        );
    },
  },
  {
    name: 'an old replica stops once a new one is ready',
    check: ({ objects }) =>
      ofKind(objects, 'Deployment')
        .filter(({ spec }) => spec.strategy?.rollingUpdate?.maxUnavailable !== 0)
        .map((object) => `${nameOf(object)}: may stop a replica before the next one is ready`),
  },
  {
    name: 'every subgraph runs, after its migration, and the gateway has its URL',
    check: ({ objects, registry }) =>
      registry.flatMap(({ name, port }) => {
        const pod = deployments(objects).find(({ owner }) => owner.metadata.name === name);
        if (pod === undefined) return [`Deployment/${name}: does not exist`];
        const url = `http://${name}:${port}/graphql`;
        const known = variablesOf('gateway', objects).get(`${variablePrefix(name)}_URL`) === url;
        const [migrate] = pod.spec.initContainers ?? [];
        const migrates = migrate?.command?.join(' ') === `node subgraphs/${name}/src/migrate.ts`;
        return [
          ...(known ? [] : [`Deployment/gateway: does not ask ${name} at ${url}`]),
          ...(migrates ? [] : [`Deployment/${name}: does not migrate first`]),
        ];
      }),
  },
  {
    name: 'the gateway can read the events of every subgraph',
    check: ({ objects, registry }) =>
      registry.flatMap(({ name, port }) => {
        const [gateway, subgraph] = ['gateway', name].map((service) => variablesOf(service, objects));
        const url = `http://${name}:${port}/events`;
        const secret = gateway?.get('EVENTS_SECRET_FILE');
        const canRead =
          gateway?.get(`${variablePrefix(name)}_EVENTS_URL`) === url &&
          secret !== undefined &&
          secret === subgraph?.get('EVENTS_SECRET_FILE');
        return canRead ? [] : [`Deployment/gateway: cannot read ${url}`];
      }),
  },
  {
    name: 'one label selects all objects of a service',
    check: ({ objects }) => {
      const services = new Set(deployments(objects).map(({ owner }) => owner.metadata.name));
      return objects
        .filter(({ metadata: { name, labels } }) => services.has(name) && labels?.[label] !== name)
        .map((object) => `${nameOf(object)}: lacks the label ${label}`);
    },
  },
  {
    name: 'every variable is declared, and no secret is in one',
    check: ({ objects }) =>
      deployments(objects).flatMap(({ owner, spec }) =>
        containersOf(spec).flatMap((container) =>
          variableProblems(owner.metadata.name, container, objects).map(
            (problem) => `${nameOf(owner)}: container ${container.name} ${problem}`,
          ),
        ),
      ),
  },
  {
    name: 'every reference leads to an object',
    check: (rendered) => [...danglingReferences(rendered), ...danglingSelectors(rendered.objects)],
  },
  {
    name: 'the gateway serves schema/supergraph.graphql, and follows it',
    check: ({ objects }) => {
      const sdl = readFileSync(repositoryFile('schema/supergraph.graphql'), 'utf8');
      const found = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === 'supergraph');
      if (found === undefined) return ['ConfigMap/supergraph: does not exist under this name'];
      return found.data['supergraph.graphql'] === sdl ? [] : ['ConfigMap/supergraph: is another supergraph'];
    },
  },
  {
    name: 'the namespace refuses Pods that are not as hardened',
    check: ({ objects }) =>
      ofKind(objects, 'Namespace')
        .filter(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce'] !== 'restricted')
        .map((object) => `${nameOf(object)}: does not enforce "restricted"`),
  },
  {
    name: 'every service scales, from two replicas on',
    only: 'production',
    check: ({ objects }) =>
      ofKind(objects, 'Deployment').flatMap((deployment) => {
        const scaler = ofKind(objects, 'HorizontalPodAutoscaler').find(
          ({ spec }) => spec.scaleTargetRef.name === deployment.metadata.name,
        );
        return [
          ...(scaler?.spec.minReplicas >= 2 ? [] : [`${nameOf(deployment)}: may have a single replica`]),
          ...(deployment.spec.replicas === undefined ? [] : [`${nameOf(deployment)}: undoes its autoscaler`]),
        ];
      }),
  },
  {
    name: 'draining nodes stops one replica at a time',
    only: 'production',
    check: ({ objects }) =>
      deployments(objects)
        .filter(
          ({ labels }) =>
            !ofKind(objects, 'PodDisruptionBudget').some(
              ({ spec }) => spec.maxUnavailable === 1 && selects(spec.selector.matchLabels, labels),
            ),
        )
        .map(({ owner }) => `${nameOf(owner)}: has no PodDisruptionBudget`),
  },
  {
    name: 'replicas spread over nodes and zones',
    only: 'production',
    check: ({ objects }) =>
      deployments(objects).flatMap(({ owner, spec }) => {
        const keys = (spec.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey);
        return ['kubernetes.io/hostname', 'topology.kubernetes.io/zone']
          .filter((key) => !keys.includes(key))
          .map((key) => `${nameOf(owner)}: does not spread over ${key}`);
      }),
  },
  {
    name: 'images are pinned by digest',
    only: 'production',
    check: ({ objects }) =>
      podTemplates(objects).flatMap(({ owner, spec }) =>
        containersOf(spec)
          .filter(({ image = '' }) => !/@sha256:[0-9a-f]{64}$/.test(image))
          .map(({ name, image }) => `${nameOf(owner)}: container ${name} runs ${image}, which can change`),
      ),
  },
  {
    name: 'no secret is in the repository',
    only: 'production',
    check: ({ objects }) => ofKind(objects, 'Secret').map((object) => `${nameOf(object)}: holds its secret`),
  },
];

function deployments(objects: readonly KubernetesObject[]): readonly PodTemplate[] {
  return podTemplates(ofKind(objects, 'Deployment'));
}

/** Returns the variables of a Deployment's service, those of its ConfigMaps included. */
function variablesOf(name: string, objects: readonly KubernetesObject[]): ReadonlyMap<string, string> {
  const pod = deployments(objects).find(({ owner }) => owner.metadata.name === name);
  return new Map((pod?.spec.containers ?? []).flatMap((container) => readVariables(container, objects)));
}

function readVariables(
  { env = [], envFrom = [] }: IContainer,
  objects: readonly KubernetesObject[],
): readonly (readonly [string, string])[] {
  const names = envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []);
  const maps = ofKind(objects, 'ConfigMap').filter(({ metadata }) => names.includes(metadata.name));
  const shared = maps.flatMap(({ data }) => Object.entries<string>(data));
  return [...shared, ...env.map(({ name, value = '' }) => [name, value] as const)];
}

function variableProblems(
  service: string,
  container: IContainer,
  objects: readonly KubernetesObject[],
): readonly string[] {
  const isGateway = service === 'gateway';
  const process = container.name === 'migrate' ? 'migration' : isGateway ? 'gateway' : 'subgraph';
  const declared = declaredVariables[process];
  return readVariables(container, objects).flatMap(([name]) => {
    const general = isGateway
      ? name.replace(/^[A-Z0-9_]+?(?=(_EVENTS)?_URL$)/, (found) => (declared.has(name) ? found : '<NAME>'))
      : name.replace(new RegExp(`^${variablePrefix(service)}(?=_)|^.*(?=_EVENTS_URL$)`), '<NAME>');
    const variable = declared.get(general) ?? declared.get(general.replace(/_FILE$/, ''));
    if (variable === undefined) return [`sets ${name}, which the process does not read`];
    const isAddress = general === '<NAME>_URL' || general === 'CLIENT_JWKS_URL';
    return variable.secret && !name.endsWith('_FILE') && !isAddress ? [`has the secret ${name}`] : [];
  });
}

function danglingReferences({ objects, registry }: Rendered): readonly string[] {
  const known = new Set([
    ...objects.map(nameOf),
    ...keySecrets.map((name) => `Secret/${name}`),
    ...registry.flatMap(({ name }) => [`Secret/${name}-database`, `Secret/${name}-database-owner`]),
  ]);
  const references = [
    ...podTemplates(objects).flatMap(({ owner, spec }) => [
      ...(spec.volumes ?? []).flatMap(({ configMap, secret }) => [
        ...(configMap ? [[owner, `ConfigMap/${configMap.name}`] as const] : []),
        ...(secret ? [[owner, `Secret/${secret.secretName}`] as const] : []),
      ]),
      ...containersOf(spec).flatMap(({ envFrom = [] }) =>
        envFrom.map(({ configMapRef }) => [owner, `ConfigMap/${configMapRef?.name}`] as const),
      ),
      ...(spec.serviceAccountName ? [[owner, `ServiceAccount/${spec.serviceAccountName}`] as const] : []),
    ]),
    ...ofKind(objects, 'HorizontalPodAutoscaler').map(
      (object) => [object, `Deployment/${object.spec.scaleTargetRef.name}`] as const,
    ),
    ...ofKind(objects, 'HTTPRoute').flatMap((object) =>
      object.spec.rules.flatMap(({ backendRefs }: { readonly backendRefs: readonly { name: string }[] }) =>
        backendRefs.map(({ name }) => [object, `Service/${name}`] as const),
      ),
    ),
  ];
  return references
    .filter(([, name]) => !known.has(name))
    .map(([object, name]) => `${nameOf(object)}: refers to ${name}, which does not exist`);
}

/** Finds Services and budgets that select no Pod, and ports that none of its containers has. */
function danglingSelectors(objects: readonly KubernetesObject[]): readonly string[] {
  const pods = podTemplates(objects);
  return ofKind(objects, 'Service', 'PodDisruptionBudget').flatMap((object) => {
    const labels = object.kind === 'Service' ? object.spec.selector : object.spec.selector.matchLabels;
    const chosen = pods.filter((pod) => selects(labels, pod.labels));
    if (chosen.length === 0) return [`${nameOf(object)}: selects no Pod`];
    const named = chosen.flatMap(({ spec }) =>
      spec.containers.flatMap(({ ports = [] }) =>
        ports.flatMap(({ name, containerPort }) => [name, containerPort]),
      ),
    );
    const ports: readonly { readonly port: number; readonly targetPort?: string }[] = object.spec.ports ?? [];
    return ports
      .filter(({ port, targetPort = port }) => !named.includes(targetPort))
      .map(({ port }) => `${nameOf(object)}: its port ${port} leads to no container`);
  });
}

function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { containersOf, type KubernetesObject, nameOf, podTemplates } from './manifests.ts';
import type { Rule } from './rule.ts';

/** Rules for the Pods of every overlay: what production services need to be safe, and to stop without a failed request. */
export const podRules: readonly Rule[] = [
  podRule('no process runs as root', ({ securityContext: { runAsNonRoot, runAsUser } = {} }) =>
    runAsNonRoot === true && Number(runAsUser) > 0 ? [] : ['may run as root'],
  ),
  podRule('system calls are restricted', ({ securityContext }) =>
    securityContext?.seccompProfile?.type === 'RuntimeDefault' ? [] : ['has no seccomp profile'],
  ),
  podRule('no Pod has a token of the cluster', ({ automountServiceAccountToken }) =>
    automountServiceAccountToken === false ? [] : ['mounts a service account token'],
  ),
  podRule('no Service sets variables of a process', ({ enableServiceLinks }) =>
    enableServiceLinks === false ? [] : ['gets a variable like USERS_PORT for each Service'],
  ),
  podRule('a changed ConfigMap or Secret is followed', (spec) =>
    containersOf(spec).flatMap(({ name, volumeMounts = [] }) =>
      volumeMounts
        .filter(({ subPath }) => subPath !== undefined)
        .map(({ mountPath }) => `${name} mounts a single file, which never changes: ${mountPath}`),
    ),
  ),
  podRule('only folders in memory or on a claim are writable', ({ volumes = [] }) =>
    volumes
      .filter(({ emptyDir, configMap, secret }) => !emptyDir?.sizeLimit && !configMap && !secret)
      .map(({ name }) => `the volume ${name} has no size limit, or belongs to the node`),
  ),
  containerRule('the root file system is read-only', ({ securityContext }) =>
    securityContext?.readOnlyRootFilesystem === true ? [] : ['can write to its root file system'],
  ),
  containerRule('no capabilities, no way to more rights', ({ securityContext = {} }) => {
    const { allowPrivilegeEscalation, privileged, capabilities = {} } = securityContext;
    const dropsAll = capabilities.drop?.includes('ALL') && capabilities.add === undefined;
    return dropsAll && allowPrivilegeEscalation === false && privileged !== true
      ? []
      : ['has capabilities, or may gain privileges'];
  }),
  containerRule('CPU and memory are requested and limited', ({ resources = {} }) =>
    (['requests', 'limits'] as const).flatMap((kind) =>
      ['cpu', 'memory'].filter((what) => !resources[kind]?.[what]).map((what) => `has no ${kind} of ${what}`),
    ),
  ),
  {
    name: 'every service is probed: started, ready, alive',
    check: ({ objects }) =>
      podTemplates(objects).flatMap(({ owner, spec }) =>
        spec.containers.flatMap((container) =>
          probeProblems(owner, container).map(
            (problem) => `${nameOf(owner)}: container ${container.name} ${problem}`,
          ),
        ),
      ),
  },
];

function podRule(name: string, check: (spec: IPodSpec) => readonly string[]): Rule {
  return {
    name,
    check: ({ objects }) =>
      podTemplates(objects).flatMap(({ owner, spec }) =>
        check(spec).map((problem) => `${nameOf(owner)}: ${problem}`),
      ),
  };
}

function containerRule(name: string, check: (container: IContainer) => readonly string[]): Rule {
  return podRule(name, (spec) =>
    containersOf(spec).flatMap((container) =>
      check(container).map((problem) => `container ${container.name} ${problem}`),
    ),
  );
}

function probeProblems({ kind }: KubernetesObject, container: IContainer): readonly string[] {
  const { readinessProbe: ready, livenessProbe: alive, startupProbe: started, ports = [] } = container;
  const named = new Set(ports.map(({ name }) => name));
  const requests = [started, ready, alive].flatMap((probe) => probe?.httpGet ?? []);
  return [
    ...(ready === undefined ? ['has no readiness probe'] : []),
    ...(alive === undefined ? ['has no liveness probe'] : []),
    ...(started === undefined && kind === 'Deployment' ? ['has no startup probe'] : []),
    ...requests
      .filter(({ port }) => !named.has(String(port)))
      .map(({ port }) => `probes the port ${port}, which it does not name`),
    ...(ready?.httpGet && ready.httpGet.path !== '/ready' ? ['is ready without asking /ready'] : []),
    ...(alive?.httpGet?.path === '/ready' ? ['is restarted when only its database is down'] : []),
  ];
}

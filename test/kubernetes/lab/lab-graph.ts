import type { Environment } from '@supergraph/service-kit/config.ts';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { type ServiceProcess, stopService } from '../../graph/service-process.ts';
import { type KubernetesObject, ofKind, type PodTemplate, podTemplates } from '../manifests.ts';
import type { Lab, LabService } from './lab.ts';
import type { LabPod } from './lab-pod.ts';

/** A running replica of a Deployment. */
export interface LabReplica {
  readonly pod: LabPod;
  readonly process: ServiceProcess;
}

export interface LabGraphOptions {
  readonly lab: Lab;
  /** Rendered manifests: labels, commands, variables and grace periods come from them. */
  readonly objects: readonly KubernetesObject[];
  /** Returns the folder with the files of a Secret or ConfigMap. */
  readonly folderOf: (volume: string) => string;
  /** Services by the name that URLs in the manifests have. */
  readonly services: Readonly<Record<string, LabService>>;
  /** Variables that replace those of the manifests. */
  readonly overrides: (deployment: string, container: string) => Environment;
}

/** Runs Deployments of rendered manifests in a lab, as kubelet does in a cluster. */
export function createLabGraph(options: LabGraphOptions) {
  const { lab, objects, overrides } = options;
  const spawn = (pod: LabPod, template: PodTemplate, container: IContainer): ServiceProcess =>
    pod.spawn(container.command?.at(-1) ?? '', {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      ...readEnvironment(template, container, options),
      ...overrides(template.owner.metadata.name, container.name),
    });
  return {
    /** Starts a replica after its init containers, and waits until it serves. */
    startReplica: async (name: string): Promise<LabReplica> => {
      const template = findTemplate(objects, name);
      const pod = lab.addPod({ name, labels: template.labels });
      for (const container of template.spec.initContainers ?? []) {
        const task = spawn(pod, template, container);
        if ((await task.ended) !== 0)
          throw new Error(`${container.name} of ${name} failed: ${task.stderr()}`);
      }
      const [container] = template.spec.containers;
      if (container === undefined) throw new Error(`${name} must have a container`);
      const process = spawn(pod, template, container);
      await process.ready;
      return { pod, process };
    },
    /** Stops a replica with SIGTERM. Rejects if it takes longer than its grace period, or ends with an error. */
    stopReplica: async (name: string, { process, pod }: LabReplica): Promise<void> => {
      const grace = Number(findTemplate(objects, name).spec.terminationGracePeriodSeconds) * 1_000;
      const started = performance.now();
      await stopService(process);
      const [code, tookMs] = [await process.ended, performance.now() - started];
      if (code !== 0 || tookMs > grace) throw new Error(`${name} ended with ${code} after ${tookMs} ms`);
      await pod.stop();
    },
  };
}

function findTemplate(objects: readonly KubernetesObject[], name: string): PodTemplate {
  const found = podTemplates(objects).find(({ owner }) => owner.metadata.name === name);
  if (found === undefined) throw new Error(`The manifests must have the Deployment ${name}`);
  return found;
}

/** Returns the variables of a container, with the paths of its volumes and the names of Services replaced. */
function readEnvironment(
  { spec: { volumes = [] } }: PodTemplate,
  { env = [], envFrom = [], volumeMounts = [] }: IContainer,
  { objects, folderOf, services }: LabGraphOptions,
): Environment {
  const maps = envFrom.map(({ configMapRef }) => configMapRef?.name);
  const shared = ofKind(objects, 'ConfigMap').filter(({ metadata }) => maps.includes(metadata.name));
  const folders = volumeMounts.flatMap(({ name, mountPath }) => {
    const { secret, configMap } = volumes.find((volume) => volume.name === name) ?? {};
    const source = secret?.secretName ?? configMap?.name;
    return source === undefined ? [] : [[`${mountPath}/`, `${folderOf(source)}/`] as const];
  });
  const hosts = Object.entries(services).map(
    ([name, { address }]) => [`http://${name}:`, `http://${address}:`] as const,
  );
  const translate = (value: string): string => {
    const [from, to] = [...folders, ...hosts].find(([start]) => value.startsWith(start)) ?? ['', ''];
    return value.replace(from, to);
  };
  return Object.fromEntries(
    [
      ...shared.flatMap(({ data }) => Object.entries<string>(data)),
      ...env.map(({ name, value = '' }) => [name, value] as const),
    ].map(([name, value]) => [name, translate(value)]),
  );
}

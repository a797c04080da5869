import { execFileSync, spawnSync } from 'node:child_process';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { parseAllDocuments } from 'yaml';

/** An object of Kubernetes, as `kubectl apply` sends it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  // biome-ignore lint/suspicious/noExplicitAny: depends on the kind; the schemas of Kubernetes check it
  readonly [field: string]: any;
}

export type Labels = Readonly<Record<string, string>>;

/** The Pods of a Deployment or a StatefulSet. */
export interface PodTemplate {
  readonly owner: KubernetesObject;
  readonly labels: Labels;
  readonly spec: IPodSpec;
}

export const overlays = ['local', 'production'] as const;
export type Overlay = (typeof overlays)[number];

/** Whether kubectl is installed, which contains kustomize. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** Renders an overlay with kustomize, as `kubectl apply --kustomize` does. */
export function renderOverlay(overlay: Overlay, root = repositoryFile('.')): readonly KubernetesObject[] {
  const folder = `${root}/deploy/kubernetes/overlays/${overlay}`;
  return parseManifests(execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' }));
}

/** Parses the documents of a YAML stream. */
export function parseManifests(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** Returns the kind and name of an object, as in `Deployment/users`. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}

export function ofKind(objects: readonly KubernetesObject[], ...kinds: readonly string[]) {
  return objects.filter(({ kind }) => kinds.includes(kind));
}

/** Returns the Pods that the objects create. */
export function podTemplates(objects: readonly KubernetesObject[]): readonly PodTemplate[] {
  return ofKind(objects, 'Deployment', 'StatefulSet', 'Job').map((owner) => {
    const { metadata = {}, spec } = owner.spec.template;
    return { owner, labels: metadata.labels ?? {}, spec };
  });
}

/** Returns the containers of a Pod, those that run before the others included. */
export function containersOf({ initContainers = [], containers }: IPodSpec): IPodSpec['containers'] {
  return [...initContainers, ...containers];
}

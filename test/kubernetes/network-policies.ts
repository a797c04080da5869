import { BlockList } from 'node:net';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import { type KubernetesObject, type Labels, ofKind } from './manifests.ts';

/** A Pod, or an address outside of the cluster. */
export type Peer =
  /** Pod in the namespace of the policies. */
  | { readonly name: string; readonly labels: Labels; readonly namespace?: undefined }
  /** Pod in another namespace, with the labels of the namespace. */
  | { readonly name: string; readonly labels: Labels; readonly namespace: Labels }
  | { readonly name: string; readonly address: string };

/** Returns whether one peer may connect to a TCP port of another. */
export type Allows = (from: Peer, to: Peer, port: number) => boolean;

/**
 * Evaluates NetworkPolicies as the Kubernetes documentation defines them: a Pod that any policy selects for a direction
 * is closed in that direction, except for what some policy allows. A connection needs the permission of both ends.
 */
export function evaluatePolicies(objects: readonly KubernetesObject[]): Allows {
  const policies = ofKind(objects, 'NetworkPolicy').map(({ spec }) => spec as Spec);
  return (from, to, port) =>
    permits(policies, 'Egress', from, (spec) =>
      (spec.egress ?? []).some((rule) => matches(rule.to, rule.ports, to, port)),
    ) &&
    permits(policies, 'Ingress', to, (spec) =>
      (spec.ingress ?? []).some((rule) => matches(rule.from, rule.ports, from, port)),
    );
}

type Spec = NonNullable<INetworkPolicy['spec']>;

function permits(
  policies: readonly Spec[],
  direction: 'Ingress' | 'Egress',
  end: Peer,
  allowed: (spec: Spec) => boolean,
): boolean {
  // Policies do not apply to Pods of other namespaces.
  if (!('labels' in end) || end.namespace !== undefined) return true;
  const applied = policies.filter(
    ({ podSelector, policyTypes = ['Ingress'] }) =>
      policyTypes.includes(direction) && selects(podSelector, end.labels),
  );
  return applied.length === 0 || applied.some(allowed);
}

function matches(
  peers: readonly INetworkPolicyPeer[] | undefined,
  ports: readonly INetworkPolicyPort[] | undefined,
  end: Peer,
  port: number,
): boolean {
  const portMatches = ports === undefined || ports.some((each) => each.port === port && isTcp(each));
  return portMatches && (peers === undefined || peers.some((peer) => describes(peer, end)));
}

function isTcp({ protocol = 'TCP' }: INetworkPolicyPort): boolean {
  return protocol === 'TCP';
}

function describes({ ipBlock, namespaceSelector, podSelector }: INetworkPolicyPeer, end: Peer): boolean {
  if (ipBlock !== undefined) {
    const { cidr, except = [] } = ipBlock;
    return 'address' in end && contains([cidr], end.address) && !contains(except, end.address);
  }
  if ('address' in end) return false;
  const inNamespace =
    namespaceSelector === undefined
      ? end.namespace === undefined
      : selects(namespaceSelector, end.namespace ?? {});
  return inNamespace && selects(podSelector ?? {}, end.labels);
}

function selects(selector: Spec['podSelector'], labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions } = selector ?? {};
  if (matchExpressions !== undefined) throw new Error('matchExpressions of selectors are not evaluated here');
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

function contains(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits] = range.split('/');
    list.addSubnet(network, Number(bits));
  }
  return list.check(address);
}

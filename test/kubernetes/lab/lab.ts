import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Allows, Peer } from '../network-policies.ts';
import { type LabPod, startLabPod } from './lab-pod.ts';

/** Address of a Service, which the router translates to the address of one of its Pods, as kube-proxy does. */
export interface LabService {
  readonly address: string;
  readonly port: number;
}

/** Pods as network namespaces around a router, which forwards what the policies allow. */
export interface Lab {
  readonly addPod: (peer: Peer) => LabPod;
  /** Sets the Pods behind a Service. New connections go to them, open ones stay where they are. */
  readonly setEndpoints: (service: LabService, pods: readonly LabPod[]) => void;
  readonly stop: () => Promise<void>;
}

/** Returns why there can be no lab here, or undefined if there can. */
export function whyNoLab(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'network namespaces need root on Linux';
  const missing = ['ip', 'iptables-restore'].filter((command) => spawnSync(command, ['-V']).status !== 0);
  if (missing.length > 0) return `not installed: ${missing.join(', ')}`;
  const name = `lab-${randomBytes(3).toString('hex')}`;
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return 'network namespaces are not allowed here';
  ip('netns', 'del', name);
  return undefined;
}

/** Creates a router without Pods. Only connections to these ports can be allowed. It must be stopped. */
export function createLab(allows: Allows, ports: readonly number[]): Lab {
  const prefix = `lab-${randomBytes(3).toString('hex')}`;
  const router = `${prefix}-router`;
  const pods: LabPod[] = [];
  const services = new Map<LabService, readonly LabPod[]>();
  ip('netns', 'add', router);
  inRouter(router, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  // By default the router answers a sender only once a second with ICMP, and other refused connections would time out.
  inRouter(router, ['sysctl', '-qw', 'net.ipv4.icmp_ratelimit=0']);
  const applyRules = (): void =>
    inRouter(
      router,
      ['iptables-restore'],
      rulesOf(pods, services, (from, to) => ports.filter((port) => allows(from, to, port))),
    );
  return {
    addPod(peer) {
      const index = pods.length + 1;
      const namespace = `${prefix}-${index}`;
      const address = 'address' in peer ? peer.address : `10.77.0.${index}`;
      connectToRouter(namespace, router, `veth${index}`, address);
      const pod = startLabPod(peer, address, namespace);
      pods.push(pod);
      applyRules();
      return pod;
    },
    setEndpoints(service, endpoints) {
      services.set(service, endpoints);
      applyRules();
    },
    async stop() {
      await Promise.all(pods.map((pod) => pod.stop()));
      for (const index of pods.keys()) ip('netns', 'del', `${prefix}-${index + 1}`);
      ip('netns', 'del', router);
    },
  };
}

/** Gateway address of every Pod. It exists on the router's side of each connection. */
const nextHop = '169.254.1.1';

function connectToRouter(namespace: string, router: string, device: string, address: string): void {
  ip('netns', 'add', namespace);
  ip('link', 'add', device, 'netns', router, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
  ip('-n', router, 'address', 'add', `${nextHop}/32`, 'dev', device);
  ip('-n', router, 'link', 'set', device, 'up');
  ip('-n', router, 'route', 'add', `${address}/32`, 'dev', device);
  ip('-n', namespace, 'address', 'add', `${address}/32`, 'dev', 'eth0');
  for (const each of ['lo', 'eth0']) ip('-n', namespace, 'link', 'set', each, 'up');
  ip('-n', namespace, 'route', 'add', nextHop, 'dev', 'eth0', 'scope', 'link');
  ip('-n', namespace, 'route', 'add', 'default', 'via', nextHop);
}

/** Writes the rules of the router, for `iptables-restore`, which replaces all rules in one step. */
function rulesOf(
  pods: readonly LabPod[],
  services: ReadonlyMap<LabService, readonly LabPod[]>,
  allowedPorts: (from: Peer, to: Peer) => readonly number[],
): string {
  const accepted = pods.flatMap((from) =>
    pods.flatMap((to) =>
      allowedPorts(from.peer, to.peer).map(
        (port) => `-A FORWARD -s ${from.address} -d ${to.address} -p tcp --dport ${port} -j ACCEPT`,
      ),
    ),
  );
  const translated = [...services].flatMap(([{ address, port }, endpoints]) =>
    endpoints.map((pod, index) => {
      const every = `-m statistic --mode nth --every ${endpoints.length - index} --packet 0`;
      return `-A PREROUTING -d ${address} -p tcp --dport ${port} ${every} -j DNAT --to-destination ${pod.address}:${port}`;
    }),
  );
  return [
    '*filter',
    ':FORWARD DROP',
    '-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
    ...accepted,
    // Tells apart what a policy refuses (EHOSTUNREACH) from a port where nobody listens (ECONNREFUSED).
    '-A FORWARD -j REJECT --reject-with icmp-host-prohibited',
    'COMMIT',
    '*nat',
    ...translated,
    'COMMIT\n',
  ].join('\n');
}

function inRouter(router: string, command: readonly string[], input?: string): void {
  execFileSync('ip', ['netns', 'exec', router, ...command], { ...(input !== undefined && { input }) });
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args);
}

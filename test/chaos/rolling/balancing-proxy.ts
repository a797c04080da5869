import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A plain round-robin load balancer with health checks and without retries. */
export interface BalancingProxy {
  readonly port: number;
  /** Whether a replica receives requests now. */
  readonly isHealthy: (origin: string) => boolean;
  readonly stop: () => Promise<void>;
}

/** Pause between the `/ready` checks of a replica, and their timeout, in milliseconds. */
const [checkEveryMs, checkTimeoutMs] = [200, 5_000];

/** Starts a proxy in front of replicas, whose origins stay the same across restarts. */
export async function startBalancingProxy(origins: readonly string[]): Promise<BalancingProxy> {
  const agent = new Agent({ keepAlive: true });
  const healthy = new Set<string>();
  const check = async (origin: string): Promise<void> => {
    const isReady = await fetch(`${origin}/ready`, { signal: AbortSignal.timeout(checkTimeoutMs) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (isReady) healthy.add(origin);
    else healthy.delete(origin);
  };
  await Promise.all(origins.map(check));
  let isStopped = false;
  const watch = async (origin: string): Promise<void> => {
    while (!isStopped) {
      await sleep(checkEveryMs);
      await check(origin);
    }
  };
  const watched = Promise.all(origins.map(watch));
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    turn += 1;
    const candidates = origins.filter((origin) => healthy.has(origin));
    const origin = candidates[turn % candidates.length];
    if (origin === undefined) outgoing.writeHead(503).end('no replica is healthy');
    else passOn(incoming, outgoing, new URL(incoming.url ?? '/', origin), agent);
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    turn += 1;
    const candidates = origins.filter((origin) => healthy.has(origin));
    const origin = candidates[turn % candidates.length];
    if (origin === undefined) socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    else passOnUpgrade(incoming, socket, head, new URL(origin));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no TCP address');
  return {
    port: address.port,
    isHealthy: (origin) => healthy.has(origin),
    stop: async () => {
      isStopped = true;
      await watched;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

/** Sends the request of an upgrade as it came, then passes all bytes in both directions. */
function passOnUpgrade(
  incoming: IncomingMessage,
  socket: Socket,
  head: Buffer,
  { hostname, port }: URL,
): void {
  const upstream = connect(Number(port), hostname);
  const lines: string[] = [];
  for (let n = 0; n < incoming.rawHeaders.length; n += 2)
    lines.push(`${incoming.rawHeaders[n]}: ${incoming.rawHeaders[n + 1]}`);
  upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  upstream.write(head);
  const end = (): void => {
    socket.destroy();
    upstream.destroy();
  };
  for (const each of [socket, upstream]) each.on('error', end).on('close', end);
  socket.pipe(upstream).pipe(socket);
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, url: URL, agent: Agent): void {
  const { connection: _, ...headers } = incoming.headers;
  const upstream = request(url, { agent, method: incoming.method ?? 'GET', headers }, (answer) => {
    const { connection: __, ...answered } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, answered);
    answer.pipe(outgoing);
  });
  upstream.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end('the replica did not answer');
  });
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
  incoming.pipe(upstream);
}

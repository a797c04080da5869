import { staff } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';
import { largeFileBytes } from '../system/served-folder.ts';
import { fewConnections, shortDeadlineMs } from '../system/spawn-services.ts';
import { post, sendOnce } from '../wire/exchange.ts';
import { writeRequest } from '../wire/raw-exchange.ts';
import { openSocket, waitForClose } from '../wire/send-raw.ts';

/** Far longer than the deadlines of the gateway `metered`, and than delays of a busy machine. */
const patienceMs = 15_000;

interface SlowClient {
  readonly id: string;
  readonly sends: string;
  /** Bytes that are sent at once. `drop` follows every tenth of a second. */
  readonly first: string;
  readonly drop: string;
}

const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\n';

const slowClients: readonly SlowClient[] = [
  { id: 'silence', sends: 'nothing', first: '', drop: '' },
  {
    id: 'slow-headers',
    sends: 'a header at intervals, and never the last one',
    first: head,
    drop: 'x-a: b\r\n',
  },
  { id: 'slow-first-line', sends: 'a request line, one letter at a time', first: 'POST /', drop: 'a' },
  {
    id: 'slow-body',
    sends: 'a body, one byte at a time',
    first: `${head}content-type: application/json\r\ncontent-length: 100000\r\n\r\n`,
    drop: ' ',
  },
  {
    id: 'slow-chunks',
    sends: 'a body in chunks of one byte, one at a time',
    first: `${head}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    drop: '1\r\n \r\n',
  },
  {
    id: 'idle',
    sends: 'a request, and then nothing on its connection',
    first: writeRequest('GET /health HTTP/1.1', ['host: x']),
    drop: '',
  },
];

const cutOff = ({ id, sends, first, drop }: SlowClient): Audit => ({
  id,
  sends: `${sends}, on 5 connections`,
  expects: 'the connections are closed at their deadline',
  attack: async ({ origins }) => {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => openSocket(origins.metered)));
    for (const socket of sockets) if (first !== '') socket.write(first);
    const drip = setInterval(() => {
      for (const socket of sockets) if (drop !== '' && !socket.destroyed) socket.write(drop);
    }, 100);
    const closed = await Promise.all(sockets.map((socket) => waitForClose(socket, patienceMs)));
    clearInterval(drip);
    for (const socket of sockets) socket.destroy();
    const open = closed.filter((isClosed) => !isClosed).length;
    return open === 0 ? [] : [`${open} of them are open after ${patienceMs / 1000} s`];
  },
});

const slowReader: Audit = {
  id: 'slow-reader',
  sends: 'a request for 30 MB, and reads nothing of the answer',
  expects: 'the connection is closed at its deadline, with most of the answer unsent',
  attack: async ({ origins }) => {
    const socket = await openSocket(origins.metered);
    let received = 0;
    socket.write(writeRequest('GET /site/large.bin HTTP/1.1', ['host: x']));
    await new Promise((resolve) => setTimeout(resolve, 5 * shortDeadlineMs));
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    const closed = await waitForClose(socket, patienceMs);
    socket.destroy();
    return closed && received < largeFileBytes ? [] : [`${received} bytes of it can be read later`];
  },
};

const manySlow: Audit = {
  id: 'many-slow',
  sends: '1,000 connections that never finish their headers, to the gateway as production runs it',
  expects: 'others are served at the same time',
  attack: async (system) => {
    const sockets = await Promise.all(
      Array.from({ length: 1_000 }, () => openSocket(system.origins.gateway)),
    );
    for (const socket of sockets) socket.write(head);
    const findings = await checkServes(system, 'gateway');
    for (const socket of sockets) socket.destroy();
    return findings;
  },
};

/**
 * Audits of slow clients, which hold resources that others need. They run concurrently, since they mostly
 * wait.
 */
export const slowClientAudits: AuditFamily = {
  name: 'slow clients',
  concurrent: true,
  audits: [...slowClients.map(cutOff), slowReader, manySlow],
};

const exhaustion: Audit = {
  id: 'too-many',
  sends: `${3 * fewConnections} concurrent connections, with ${fewConnections} allowed`,
  expects: 'the rest are closed at once, and others are served after the deadline of the first',
  attack: async (system) => {
    const sockets = await Promise.all(
      Array.from({ length: 3 * fewConnections }, () => openSocket(system.origins.metered)),
    );
    const closed = await Promise.all(sockets.slice(-10).map((socket) => waitForClose(socket, 700)));
    const served = await eventuallyServes(system);
    for (const socket of sockets) socket.destroy();
    return [
      ...(closed.every(Boolean) ? [] : ['more connections are open than are allowed']),
      ...(served ? [] : ['no client is served afterwards']),
    ];
  },
};

/** Audits of more connections than a process may have. */
export const exhaustionAudits: AuditFamily = { name: 'connections', audits: [exhaustion] };

async function checkServes(
  system: AttackedSystem,
  service: 'gateway' | 'metered',
): Promise<readonly string[]> {
  const authorization = `Bearer ${await system.tokenFor(service, staff)}`;
  const replies = await Promise.all(
    Array.from({ length: 10 }, () =>
      sendOnce(system.origins[service], post({ query: '{ me { id } }' }, { authorization })),
    ),
  );
  return replies.filter(({ status }) => status !== 200).map(({ status }) => `somebody else gets ${status}`);
}

async function eventuallyServes(system: AttackedSystem): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const findings = await checkServes(system, 'metered').catch(() => ['no connection']);
    if (findings.length === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type Broker, type BrokerKind, findProgram } from './broker.ts';

const program = findProgram('/usr/bin/kcat');

/**
 * Mock cluster of librdkafka 2.0.2, which kcat starts: it speaks Kafka's protocol, keeps everything in memory, and is not
 * Kafka. Its newer versions of ListOffsets are malformed, so the proxy announces only older versions.
 */
export const kafkaMock: BrokerKind = {
  name: 'kafka-mock',
  debianPackage: 'kcat',
  program,
  start: startMock,
  isMock: true,
};

async function startMock(): Promise<Broker> {
  const mock = spawn(
    program ?? 'kcat',
    ['-P', '-b', 'none:1', '-t', 'unused', '-X', 'test.mock.num.brokers=1', '-d', 'mock'],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  const port = await new Promise<number>((resolve, reject) => {
    let output = '';
    mock.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < 10_000) output += text;
      const found = /bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(output)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    mock.once('exit', () => reject(new Error(`kcat has ended:\n${output}`)));
  });
  const proxy = await startBootstrapProxy(port);
  const stop = async (): Promise<void> => {
    proxy.close();
    if (mock.exitCode !== null || mock.signalCode !== null) return;
    const ended = once(mock, 'exit');
    mock.kill('SIGKILL');
    await ended;
  };
  const start = async (): Promise<void> => {
    throw new Error('a mock cluster keeps nothing that it could start again with');
  };
  const pause = (): void => void mock.kill('SIGSTOP');
  return { url: `kafka://127.0.0.1:${proxy.port}`, kill: stop, pause, start, stop };
}

/** Keys of requests of Kafka's protocol. */
const [listOffsets, apiVersions] = [2, 18];

/** Newest version of ListOffsets that the mock cluster answers correctly. */
const maxListOffsets = 3;

/** Starts a proxy that changes the versions which the cluster claims to know. Clients go to its brokers directly afterwards. */
async function startBootstrapProxy(
  port: number,
): Promise<{ readonly port: number; readonly close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const broker = connect(port, '127.0.0.1');
    const asked = new Set<number>();
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(from);
      from.on('close', () => to.destroy()).on('error', () => to.destroy());
    }
    forwardFrames(client, broker, (frame) => {
      if (frame.readInt16BE(4) === apiVersions) asked.add(frame.readInt32BE(8));
    });
    forwardFrames(broker, client, (frame) => {
      if (asked.delete(frame.readInt32BE(4))) limitVersions(frame);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no TCP address');
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: address.port, close };
}

/** Forwards whole frames, each of which begins with its length, after `change` has seen them. */
function forwardFrames(from: Socket, to: Socket, change: (frame: Buffer) => void): void {
  let pending = Buffer.alloc(0);
  from.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const frame = pending.subarray(0, 4 + pending.readInt32BE(0));
      pending = pending.subarray(frame.length);
      change(frame);
      to.write(frame);
    }
  });
}

/** Changes an answer to ApiVersions: length, correlation, error, and a list of key, oldest and newest version. */
function limitVersions(frame: Buffer): void {
  if (frame.readInt16BE(8) !== 0) return;
  const end = 14 + frame.readInt32BE(10) * 6;
  for (let offset = 14; offset < end; offset += 6)
    if (frame.readInt16BE(offset) === listOffsets) frame.writeInt16BE(maxListOffsets, offset + 4);
}

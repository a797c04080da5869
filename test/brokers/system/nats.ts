import { findFreePort } from '../../graph/free-port.ts';
import { type BrokerKind, findProgram, startBroker } from './broker.ts';

const program = findProgram('/usr/sbin/nats-server');

/** NATS with JetStream. */
export const nats: BrokerKind = {
  name: 'nats',
  debianPackage: 'nats-server',
  program,
  start: () =>
    startBroker('nats', async (folder) => {
      const port = await findFreePort();
      const args = ['--addr', '127.0.0.1', '--port', `${port}`, '--jetstream', '--store_dir', folder];
      return { program: program ?? 'nats-server', args, port, url: `nats://127.0.0.1:${port}` };
    }),
};

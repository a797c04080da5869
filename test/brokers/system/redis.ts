import { findFreePort } from '../../graph/free-port.ts';
import { type BrokerKind, findProgram, startBroker } from './broker.ts';

const program = findProgram('/usr/bin/redis-server');

/** Redis that writes each command to its file before it answers. */
export const redis: BrokerKind = {
  name: 'redis',
  debianPackage: 'redis-server',
  program,
  start: () =>
    startBroker('redis', async (folder) => {
      const port = await findFreePort();
      const address = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder];
      const durability = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
      const args = [...address, ...durability];
      return { program: program ?? 'redis-server', args, port, url: `redis://127.0.0.1:${port}` };
    }),
};

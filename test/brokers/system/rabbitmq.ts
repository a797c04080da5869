import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../graph/free-port.ts';
import { type BrokerKind, findProgram, startBroker } from './broker.ts';

// Debian's command in /usr/sbin ignores the environment and runs as another user.
const program = findProgram('/usr/lib/rabbitmq/bin/rabbitmq-server');

/** RabbitMQ with its default user, and Erlang's port mapper on a port of its own. */
export const rabbitmq: BrokerKind = {
  name: 'rabbitmq',
  debianPackage: 'rabbitmq-server',
  program,
  // RabbitMQ 3.10 notes the queues that it has on disk about two seconds after it has confirmed them.
  newQueueMs: 5_000,
  start: () =>
    startBroker('rabbitmq', async (folder) => {
      const [port, distributionPort, mapperPort] = [
        await findFreePort(),
        await findFreePort(),
        await findFreePort(),
      ];
      writeFileSync(join(folder, 'rabbitmq.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\n`);
      writeFileSync(join(folder, 'enabled_plugins'), '[].');
      const mapper = spawn('epmd', ['-port', `${mapperPort}`, '-address', '127.0.0.1'], { stdio: 'ignore' });
      return {
        program: program ?? 'rabbitmq-server',
        args: [],
        env: {
          // Otherwise the process is a shell that waits for the broker.
          RUNNING_UNDER_SYSTEMD: 'true',
          RABBITMQ_NODENAME: `test-${port}@localhost`,
          RABBITMQ_MNESIA_BASE: join(folder, 'data'),
          RABBITMQ_LOGS: '-',
          RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
          RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
          RABBITMQ_DIST_PORT: `${distributionPort}`,
          RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
          ERL_EPMD_PORT: `${mapperPort}`,
        },
        port,
        url: `amqp://guest:guest@127.0.0.1:${port}`,
        stop: () => end(mapper),
      };
    }),
};

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

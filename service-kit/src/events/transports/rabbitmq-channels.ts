import { once } from 'node:events';
import { type Channel, type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import type { Log } from '../../log.ts';

/** Seconds between signs of life, unless the URL decides. Two missing ones end the connection. */
const heartbeat = 10;

/** Time for connecting, in milliseconds. */
const connectMs = 5_000;

/** Channel, and a signal that aborts when it has closed. */
export interface OpenChannel<Kind extends Channel> {
  readonly channel: Kind;
  readonly closed: AbortSignal;
}

/** Connects to RabbitMQ. A failure is logged at level debug, and the event `close` follows. */
export async function connectRabbit(url: string, log: Log): Promise<ChannelModel> {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', `${heartbeat}`);
  const connection = await connect(address.href, { timeout: connectMs });
  connection.on('error', (error) => log.debug({ err: error }, 'the connection to RabbitMQ failed'));
  return connection;
}

export async function openChannel(connection: ChannelModel): Promise<OpenChannel<Channel>> {
  return watch(await connection.createChannel());
}

export async function openConfirmChannel(connection: ChannelModel): Promise<OpenChannel<ConfirmChannel>> {
  return watch(await connection.createConfirmChannel());
}

function watch<Kind extends Channel>(channel: Kind): OpenChannel<Kind> {
  const closed = new AbortController();
  let problem: unknown;
  channel.on('error', (error) => {
    problem = error;
  });
  channel.on('return', () => {
    closed.abort(new Error('RabbitMQ has no queue for a message'));
    void close(channel);
  });
  channel.once('close', () =>
    closed.abort(new Error('the channel to RabbitMQ is closed', { cause: problem })),
  );
  return { channel, closed: closed.signal };
}

/** Closes a channel or a connection. Never rejects, and does not wait for an answer that the end of the connection prevents. */
export async function close(closable: Channel | ChannelModel): Promise<void> {
  const closed = once(closable, 'close');
  const answered = closable.close().catch(() => {});
  closed.catch(() => {});
  await Promise.race([answered, closed.catch(() => {})]);
}

import type { Socket } from 'node:net';

/** Malformed answers as bytes on the wire, instead of a subgraph's answer. */
export const lies: Readonly<Record<string, (client: Socket) => void>> = {
  html: (client) => void client.write(reply('text/html', '<html><h1>Welcome to nginx!</h1></html>')),
  'truncated JSON': (client) =>
    void client.write(reply('application/json', '{"data":{"user":{"name":"Ada"},"_entities":[{"na')),
  'a body that is cut off': (client) => {
    client.write(
      reply('application/json', '{"data":{}}').replace('content-length: 11', 'content-length: 999'),
    );
    setTimeout(() => client.destroy(), 20);
  },
  'wrong types': (client) => void client.write(reply('application/json', '{"data":7,"errors":"none"}')),
  'an error status': (client) =>
    void client.write('HTTP/1.1 500 Oh\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nstack'),
  'an endless body': (client) => {
    client.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
    const timer = setInterval(() => client.write('5\r\n{"a":\r\n'), 10);
    client.on('close', () => clearInterval(timer));
  },
};

function reply(type: string, body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

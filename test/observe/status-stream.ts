import { get } from 'node:http';
import type { StatusSnapshot } from '@supergraph/gateway/status/status-snapshot.ts';

/** Open stream of the status of a gateway. */
export interface StatusStream {
  readonly status: number;
  /** Body of a refusal, or everything received so far. */
  readonly text: () => string;
  /** Returns the first snapshot that fits, of those received and to come. */
  readonly until: (fits: (snapshot: StatusSnapshot) => boolean) => Promise<StatusSnapshot>;
  /** Resolves when the gateway has ended the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Opens `/status/events` with headers. */
export function openStatus(origin: string, headers: Readonly<Record<string, string>>): Promise<StatusStream> {
  return new Promise((resolve, reject) => {
    const request = get(`${origin}/status/events`, { headers, agent: false }, (response) => {
      let text = '';
      let wake = (): void => {};
      const ended = new Promise<void>((done) => response.once('close', done));
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        wake();
      });
      response.once('close', () => wake());
      const until: StatusStream['until'] = async (fits) => {
        for (;;) {
          const found = snapshotsOf(text).find(fits);
          if (found !== undefined) return found;
          if (response.closed)
            throw new Error(`the stream ended without such a snapshot: ${text.slice(-2_000)}`);
          await new Promise<void>((next) => {
            wake = next;
          });
        }
      };
      resolve({
        status: response.statusCode ?? 0,
        text: () => text,
        until,
        ended,
        close: () => request.destroy(),
      });
    });
    request.once('error', reject);
  });
}

function snapshotsOf(text: string): readonly StatusSnapshot[] {
  const lines = text.split('\n').slice(0, -1);
  return lines
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)));
}

import type { StatusSnapshot } from '../../../status/status-snapshot.ts';

/** State of the connection to the gateway. */
export type ConnectionState =
  | { readonly kind: 'live' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused'; readonly message: string };

/** Listener of a connection. */
export interface ConnectionListener {
  readonly onSnapshot: (snapshot: StatusSnapshot) => void;
  readonly onState: (state: ConnectionState) => void;
  /** Returns a token that the user enters. */
  readonly askToken: () => Promise<string>;
}

/** Time before the next attempt, in milliseconds. */
const retryMs = 1_000;

/** Reads snapshots while the page is visible. Connects again if the connection ends. The token is kept in memory only. */
export function connect({ onSnapshot, onState, askToken }: ConnectionListener): void {
  const isDevelopment = document.body.dataset.signIn === 'development';
  let given: string | undefined;
  const token = async (): Promise<string> => {
    if (isDevelopment && given === undefined) return (await fetch('/development-token')).text();
    given ??= await askToken();
    return given;
  };
  const readOnce = async (signal: AbortSignal): Promise<void> => {
    const value = await token();
    const headers = value === '' ? {} : { authorization: `Bearer ${value}` };
    const response = await fetch('/status/events', { headers, signal });
    if (response.status === 401 || response.status === 403) {
      onState({ kind: 'refused', message: await messageOf(response) });
      given = await askToken();
      return;
    }
    if (!response.ok || response.body === null)
      return onState({ kind: 'refused', message: await messageOf(response) });
    onState({ kind: 'live' });
    for await (const snapshot of readEvents(response.body)) onSnapshot(snapshot);
  };
  const readAlways = async (): Promise<never> => {
    for (;;) {
      await untilVisible(onState);
      const hidden = new AbortController();
      const hide = (): void => {
        if (document.hidden) hidden.abort();
      };
      document.addEventListener('visibilitychange', hide);
      await readOnce(hidden.signal).catch(() => onState({ kind: 'lost' }));
      document.removeEventListener('visibilitychange', hide);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  };
  void readAlways();
}

async function untilVisible(onState: ConnectionListener['onState']): Promise<void> {
  if (!document.hidden) return;
  onState({ kind: 'paused' });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
}

/** Reads the snapshots of a stream of server-sent events. Each event has one line of data. */
async function* readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<StatusSnapshot> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = `${text}${value}`.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice('data: '.length));
  }
}

/** Returns the message of a refusal. */
async function messageOf(response: Response): Promise<string> {
  const answer: unknown = await response.json().catch(() => undefined);
  const { errors = [] }: { readonly errors?: readonly { readonly message?: string }[] } = Object(answer);
  return errors[0]?.message ?? `The gateway answered ${response.status}.`;
}

import { element } from './element.ts';

/** Query that was run. */
export interface RunQuery {
  readonly query: string;
  /** Variables as JSON. Empty if there are none. */
  readonly variables: string;
}

/** Queries that were run in this browser. */
export interface QueryHistory {
  readonly add: (run: RunQuery) => void;
  /** Button that shows them. */
  readonly button: HTMLElement;
}

interface Entry extends RunQuery {
  readonly at: number;
}

const storageKey = 'explorer:history';

/** Limits of what the browser keeps: entries, and characters of one of them. */
const [maxEntries, maxLength] = [50, 20_000];

/** Creates the history. It is kept in this browser only, and its dialog has a button that clears it. */
export function createQueryHistory(): QueryHistory {
  const list = element('ol', {});
  const empty = element('p', {}, 'No query was run yet.');
  const clear = element('button', { type: 'button' }, 'Clear');
  const close = element('button', { type: 'button' }, 'Close');
  const dialog = document.createElement('dialog');
  dialog.id = 'explorer-history';
  dialog.setAttribute('aria-labelledby', 'explorer-history-title');
  const title = element('h1', { id: 'explorer-history-title' }, 'Queries that you have run');
  dialog.append(element('header', {}, title, clear, close), empty, list);
  const show = (): void => {
    const entries = readEntries();
    list.replaceChildren(...entries.map(renderEntry));
    empty.hidden = entries.length > 0;
    clear.hidden = entries.length === 0;
  };
  clear.addEventListener('click', () => {
    localStorage.removeItem(storageKey);
    show();
    close.focus();
  });
  close.addEventListener('click', () => dialog.close());
  const button = element('button', { type: 'button', 'aria-haspopup': 'dialog' }, 'History');
  button.addEventListener('click', () => {
    show();
    dialog.showModal();
  });
  addEventListener('DOMContentLoaded', () => document.body.append(dialog));
  return { button, add: (run) => writeEntry({ ...run, at: Date.now() }) };
}

/** Creates the link to a query: a page of its own, which the browser's history has too. */
function renderEntry({ query, variables, at }: Entry): HTMLElement {
  const search = new URLSearchParams({ query, ...(variables !== '' && { variables }) });
  const ran = element('time', { datetime: new Date(at).toISOString() }, new Date(at).toLocaleString());
  const text = query.replaceAll(/#.*$/gm, '').replaceAll(/\s+/g, ' ').trim();
  const link = element('a', { href: `?${search}` }, text);
  return element('li', {}, link, ran);
}

/** Adds an entry, before older ones and in place of an equal one. */
function writeEntry(entry: Entry): void {
  if (entry.query.length + entry.variables.length > maxLength) return;
  const others = readEntries().filter(
    ({ query, variables }) => query !== entry.query || variables !== entry.variables,
  );
  try {
    localStorage.setItem(storageKey, JSON.stringify([entry, ...others].slice(0, maxEntries)));
  } catch {
    // The browser's storage is full. The query still runs.
  }
}

function readEntries(): readonly Entry[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  const { query, variables, at }: Readonly<Record<string, unknown>> = Object(value);
  return typeof query === 'string' && typeof variables === 'string' && typeof at === 'number';
}

import { element } from '../explorer/element.ts';
import type { ConnectionState } from './connection.ts';
import type { History } from './history.ts';
import { sections } from './sections.ts';
import { renderTiles } from './tiles.ts';

/** Creates the view. Only the contents of its sections change, so that the scroll position and the focus stay. */
export function createStatusView() {
  const state = element('p', { id: 'state', role: 'status' }, 'Connecting…');
  const tiles = element('ul', { id: 'tiles', 'aria-label': 'Last minute' });
  const contents = sections.map((section) => ({ ...section, content: element('div', {}) }));
  const grid = element(
    'div',
    { id: 'sections', hidden: '' },
    ...contents.map(({ title, about, content }) =>
      element(
        'section',
        { 'aria-label': title },
        element('h2', {}, title),
        element('p', { class: 'about' }, about),
        content,
      ),
    ),
  );
  const form = element('div', { id: 'sign-in' });
  const links = element('nav', { 'aria-label': 'Pages' }, ...pageLinks());
  document
    .querySelector('#status')
    ?.append(
      element('header', {}, element('h1', {}, 'Status of the graph'), state, links),
      form,
      tiles,
      grid,
    );
  return {
    show(history: History): void {
      grid.hidden = false;
      tiles.replaceChildren(...renderTiles(history));
      for (const { content, render } of contents) content.replaceChildren(render(history));
      // A screen reader reads each change.
      if (state.dataset.kind !== 'live') state.textContent = describeLive(history);
      state.dataset.kind = 'live';
    },
    showState(connection: ConnectionState): void {
      if (connection.kind === 'live') {
        form.replaceChildren();
        return;
      }
      state.dataset.kind = connection.kind;
      state.textContent = connection.kind === 'refused' ? connection.message : stateTexts[connection.kind];
    },
    askToken: () => askToken(form),
  };
}

function describeLive(history: History): string {
  const worker = history.latest()?.worker;
  return `Live, figures of the last minute${worker === undefined ? '' : ` of worker ${worker} alone`}.`;
}

const stateTexts = {
  paused: 'Paused while the page is hidden.',
  lost: 'The gateway does not answer. Trying again…',
};

function pageLinks(): readonly HTMLElement[] {
  if (document.body.dataset.signIn !== 'development') return [];
  return [element('a', { href: '/explorer' }, 'Explorer'), element('a', { href: '/' }, 'Sandbox')];
}

/** Shows the form for a token, and returns the token once it is entered. */
function askToken(place: HTMLElement): Promise<string> {
  return new Promise((resolve) => {
    const input = element('input', { id: 'token', type: 'password', autocomplete: 'off', required: '' });
    const button = element('button', { type: 'submit' }, 'Show the status');
    const form = element(
      'form',
      {},
      element('label', { for: 'token' }, 'Token with the scope of STATUS_SCOPE'),
      input,
      button,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (input instanceof HTMLInputElement) resolve(input.value.trim());
      place.replaceChildren();
    });
    place.replaceChildren(form);
    input.focus();
  });
}

import type { QueryTrace } from '@supergraph/engine';
import { element } from './element.ts';
import { createPaneDivider } from './pane-divider.ts';
import { renderTrace, type TracedResult } from './trace-view.ts';

export interface TracePanel {
  readonly isOpen: () => boolean;
  readonly show: (trace: QueryTrace, result: TracedResult) => void;
  /** Shows a text in place of a trace. */
  readonly hint: (text: string) => void;
}

const storageKey = 'explorer:query-plan';

/** Creates the panel, and adds it once the page is parsed. It is open at first if the window is wide. */
export function createTracePanel(): TracePanel {
  const content = element('div', { class: 'content', tabindex: '0' }, hint('Run the query to see its plan.'));
  const panel = element(
    'aside',
    { id: 'query-plan', 'aria-labelledby': 'query-plan-title' },
    element(
      'header',
      {},
      element('h1', { id: 'query-plan-title' }, 'Query plan'),
      element('a', { href: '/status' }, 'Status of the graph'),
    ),
    content,
  );
  const toggle = element(
    'button',
    { id: 'query-plan-toggle', type: 'button', 'aria-controls': 'query-plan' },
    'Query plan',
  );
  panel.append(createPaneDivider(panel));
  let isOpen =
    (localStorage.getItem(storageKey) ?? String(matchMedia('(min-width: 75rem)').matches)) === 'true';
  const update = (): void => {
    panel.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
  };
  toggle.addEventListener('click', () => {
    isOpen = !isOpen;
    localStorage.setItem(storageKey, String(isOpen));
    update();
  });
  update();
  addEventListener('DOMContentLoaded', () => document.body.append(panel, toggle));
  return {
    isOpen: () => isOpen,
    show: (trace, result) => {
      content.replaceChildren(...renderTrace(trace, result));
    },
    hint: (text) => {
      content.replaceChildren(hint(text));
      content.scrollTop = 0;
    },
  };
}

function hint(text: string): HTMLElement {
  return element('p', { class: 'hint', role: 'status' }, text);
}

import type { QueryTrace } from '@supergraph/engine';
import { element } from './element.ts';
import { renderTrace } from './trace-view.ts';

export interface TracePanel {
  readonly isOpen: () => boolean;
  /** Shows the trace of an answer, or that it has none. */
  readonly show: (trace: QueryTrace | undefined) => void;
}

const storageKey = 'explorer:query-plan';

/** Creates the panel, and adds it once the page is parsed. It is open at first if the window is wide. */
export function createTracePanel(): TracePanel {
  const content = element('div', { class: 'content', tabindex: '0' }, hint('Run the query to see its plan.'));
  const panel = element(
    'aside',
    { id: 'query-plan', 'aria-labelledby': 'query-plan-title' },
    element('h1', { id: 'query-plan-title' }, 'Query plan'),
    content,
  );
  const toggle = element(
    'button',
    { id: 'query-plan-toggle', type: 'button', 'aria-controls': 'query-plan' },
    'Query plan',
  );
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
    show: (trace) => {
      const shown =
        trace === undefined ? [hint('This request was not executed: it has no plan.')] : renderTrace(trace);
      content.replaceChildren(...shown);
      content.scrollTop = 0;
    },
  };
}

function hint(text: string): HTMLElement {
  return element('p', { class: 'hint', role: 'status' }, text);
}

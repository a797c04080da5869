// @ts-check
/** @import { QueryTrace } from '@supergraph/engine' */
import { element } from './element.js';
import { renderTrace } from './trace-view.js';

/**
 * The panel beside the answer.
 * @typedef {object} TracePanel
 * @property {() => boolean} isOpen only then is anybody asked for traces
 * @property {(trace: QueryTrace | undefined) => void} show undefined where the answer has none
 */

/** Where the browser keeps whether the panel is open. */
const storageKey = 'explorer:query-plan';

/**
 * Creates the panel; it comes into the page when that is there. It is open at first where there is room for it.
 * @returns {TracePanel}
 */
export function createTracePanel() {
  const content = element(
    'div',
    { class: 'content', tabindex: '0' },
    hint('Run the query to see what becomes of it.'),
  );
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
  const update = () => {
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

/** @param {string} text */
function hint(text) {
  return element('p', { class: 'hint', role: 'status' }, text);
}

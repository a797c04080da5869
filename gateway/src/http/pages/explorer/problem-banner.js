// @ts-check
import { element } from './element.js';

/** How often the gateway is asked, in milliseconds. */
const interval = 1_000;

/**
 * Shows above the page, while there is something, what is wrong with the graph as `/ready` tells it: a schema that does
 * not compose, code that does not start, a supergraph that was refused.
 */
export function showProblems() {
  const banner = element('div', { id: 'graph-problems', role: 'status' });
  const look = async () => {
    const problems = document.hidden ? undefined : await readProblems();
    if (problems !== undefined) {
      const shown = problems.map((problem) => element('p', {}, problem));
      if (banner.textContent !== problems.join('')) banner.replaceChildren(...shown);
      banner.hidden = problems.length === 0;
    }
    setTimeout(look, interval);
  };
  banner.hidden = true;
  addEventListener('DOMContentLoaded', () => {
    document.body.append(banner);
    void look();
  });
}

/** @returns {Promise<readonly string[] | undefined>} undefined where the gateway cannot be asked just now */
async function readProblems() {
  try {
    const { warnings = [], supergraph } = await (await fetch('/ready')).json();
    return warnings.length > 0 ? warnings : (supergraph?.refused?.errors ?? []);
  } catch {
    return undefined;
  }
}

import { element } from './element.ts';

const interval = 1_000;

/**
 * Shows a banner above the page while `/ready` reports problems of the graph: a schema that does not compose, code that
 * does not start, a refused supergraph.
 */
export function showProblems(): void {
  const banner = element('div', { id: 'graph-problems', role: 'status' });
  const look = async (): Promise<void> => {
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

/** Returns undefined if the gateway is unreachable. */
async function readProblems(): Promise<readonly string[] | undefined> {
  try {
    const { warnings = [], supergraph } = await (await fetch('/ready')).json();
    return warnings.length > 0 ? warnings : (supergraph?.refused?.errors ?? []);
  } catch {
    return undefined;
  }
}

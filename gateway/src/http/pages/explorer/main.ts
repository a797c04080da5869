// The explorer's script. `npm run codegen` bundles it into `../generated/explorer.js`, which the page contains.
import { createBar, type Draft } from './bar.ts';
import { createFetcher, type Fetcher } from './fetcher.ts';
import { showProblems } from './problem-banner.ts';
import { createQueryHistory } from './query-history.ts';
import { createTracePanel } from './trace-panel.ts';
import { wrapLongLines } from './wrap-long-lines.ts';

declare global {
  interface Window {
    /** Completes the options of GraphiQL, which the page renders with them. */
    completeOptions: (options: object) => object;
  }
}

/** Options of GraphiQL that are functions, or that the address decides. */
interface Options {
  readonly fetcher: Fetcher;
  readonly variables: string | undefined;
  readonly onEditQuery: (query: string) => void;
  readonly onEditVariables: (variables: string) => void;
}

const draft: Draft = {
  query: undefined,
  variables: new URL(location.href).searchParams.get('variables') ?? undefined,
};
const history = createQueryHistory();
const bar = createBar(draft, history.button);
const options: Options = {
  fetcher: createFetcher(createTracePanel(), bar, history),
  variables: draft.variables,
  onEditQuery: (query) => {
    draft.query = query;
  },
  onEditVariables: (variables) => {
    draft.variables = variables;
  },
};
window.completeOptions = (others) => {
  wrapLongLines();
  return { ...others, ...options };
};
showProblems();
addEventListener('DOMContentLoaded', () => document.getElementById('root')?.setAttribute('role', 'main'));

// The explorer's script. `npm run codegen` bundles it into `../generated/explorer.js`, which the page contains.
import { createBar, type Draft } from './bar.ts';
import { createFetcher, type Fetcher } from './fetcher.ts';
import { showProblems } from './problem-banner.ts';
import { createTracePanel } from './trace-panel.ts';

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
const bar = createBar(draft);
const options: Options = {
  fetcher: createFetcher(createTracePanel(), bar),
  variables: draft.variables,
  onEditQuery: (query) => {
    draft.query = query;
  },
  onEditVariables: (variables) => {
    draft.variables = variables;
  },
};
window.completeOptions = (others) => ({ ...others, ...options });
showProblems();

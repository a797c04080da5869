import { createBar, type Draft } from './bar.ts';
import { createFetcher, type Fetcher, type WatchOperation } from './fetcher.ts';
import { createQueryHistory } from './query-history.ts';
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

/** Starts the script of an explorer, before GraphiQL is rendered. The bar begins with the title, and has the parts. */
export function startExplorer({
  watch,
  title,
  parts = [],
}: {
  /** default: no watch */
  readonly watch?: WatchOperation;
  /** default: none */
  readonly title?: HTMLElement;
  readonly parts?: readonly HTMLElement[];
}): void {
  const draft: Draft = {
    query: undefined,
    variables: new URL(location.href).searchParams.get('variables') ?? undefined,
  };
  const history = createQueryHistory();
  const bar = createBar(draft, { title, parts: [history.button, ...parts] });
  const options: Options = {
    fetcher: createFetcher({ bar, history, ...(watch && { watch }) }),
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
  // GraphiQL is the main part of the page, and does not say so.
  addEventListener('DOMContentLoaded', () => document.getElementById('root')?.setAttribute('role', 'main'));
}

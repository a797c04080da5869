// The script of a subgraph's own explorer. `npm run codegen` bundles it into `../generated/explorer.js`, which the page contains.
import { element } from './element.ts';
import { startExplorer } from './start-explorer.ts';

const { subgraph = '' } = document.documentElement.dataset;
const title = element('h1', {}, `Explorer of ${subgraph}`);
const line = element('code', {}, `npm run -s token -- --for ${subgraph}`);
startExplorer({ title, parts: [element('span', {}, 'Token for a terminal: ', line)] });

// The explorer's script. `npm run codegen` bundles it into `../generated/explorer.js`, which the page contains.
import { interceptGraphRequests } from './graph-requests.ts';
import { showProblems } from './problem-banner.ts';
import { createTracePanel } from './trace-panel.ts';

interceptGraphRequests(createTracePanel());
showProblems();

// The explorer's script. `npm run codegen` bundles it into `../generated/explorer.js`, which the page contains.
import { startExplorer } from '@supergraph/service-kit/pages/explorer/start-explorer.ts';
import { createAnswerTraces } from './answer-traces.ts';
import { showProblems } from './problem-banner.ts';
import { createTracePanel } from './trace-panel.ts';

startExplorer({ watch: createAnswerTraces(createTracePanel()) });
showProblems();

// The script of the status page. `npm run codegen` bundles it into `../generated/status.js`, which the page contains.
import { connect } from './connection.ts';
import { createHistory } from './history.ts';
import { createStatusView } from './status-view.ts';

const view = createStatusView();
const history = createHistory();

connect({
  onSnapshot(snapshot) {
    history.add(snapshot);
    view.show(history);
  },
  onState: view.showState,
  askToken: view.askToken,
});

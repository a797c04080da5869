import { answerParent } from '../processes/answer-parent.ts';
import { runLoad } from './run-load.ts';

/** The load in a process of its own, so that sending requests is not counted as the gateway's CPU. */
answerParent({
  run: async ({ url, body, connections, seconds, expectedBytes }) =>
    runLoad({
      url: String(url),
      body: String(body),
      connections: Number(connections),
      seconds: Number(seconds),
      expectedBytes: Number(expectedBytes),
    }),
});

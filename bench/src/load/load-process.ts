import { answerParent } from '../processes/answer-parent.ts';
import { readTexts } from '../processes/read-texts.ts';
import { runLoad } from './run-load.ts';

// Sends the load from a process of its own, so that sending does not count as the gateway's CPU.
answerParent({
  run: async ({ url, bodies, headers, connections, seconds, expectedBytes }) =>
    runLoad({
      url: String(url),
      bodies: Array.isArray(bodies) ? bodies.map(String) : [],
      headers: readTexts(headers),
      connections: Number(connections),
      seconds: Number(seconds),
      expectedBytes: Array.isArray(expectedBytes) ? expectedBytes.map(Number) : [],
    }),
});

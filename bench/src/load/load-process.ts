import { answerParent } from '../processes/answer-parent.ts';
import { isRecord } from '../processes/is-record.ts';
import { runLoad } from './run-load.ts';

/** The load in a process of its own, so that sending requests is not counted as the gateway's CPU. */
answerParent({
  run: async ({ url, bodies, headers, connections, seconds, expectedBytes }) =>
    runLoad({
      url: String(url),
      bodies: Array.isArray(bodies) ? bodies.map(String) : [],
      headers: readTexts(headers),
      connections: Number(connections),
      seconds: Number(seconds),
      expectedBytes: Number(expectedBytes),
    }),
});

function readTexts(value: unknown): Readonly<Record<string, string>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
}

import { answerParent } from '../../processes/answer-parent.ts';
import { isRecord } from '../../processes/is-record.ts';
import type { LoadOperation } from './load-operation.ts';
import { type RunningLoad, startMixedLoad } from './mixed-load.ts';

const running = new Map<string, RunningLoad>();

// Sends named loads from a process of its own, so that sending and checking do not count as the gateway's CPU.
answerParent({
  start: async ({ name, url, operations, connections, pauseMs, once }) => {
    const load = startMixedLoad({
      url: String(url),
      operations: readOperations(operations),
      connections: Number(connections),
      pauseMs: Number(pauseMs),
      once: once === true,
    });
    running.set(String(name), load);
    if (once === true) await load.done;
    return {};
  },
  stop: async ({ name }) => {
    const load = running.get(String(name));
    if (load === undefined) throw new Error(`No load of this name runs: ${String(name)}`);
    running.delete(String(name));
    return load.stop();
  },
});

function readOperations(value: unknown): readonly LoadOperation[] {
  if (!Array.isArray(value)) throw new Error('Operations must be a list');
  return value.map((operation: unknown): LoadOperation => {
    if (!isRecord(operation)) throw new Error('An operation must be an object');
    const { query, data, tolerates } = operation;
    return { query: String(query), data: String(data), tolerates: readTolerates(tolerates) };
  });
}

function readTolerates(value: unknown): LoadOperation['tolerates'] {
  if (
    value === 'nothing' ||
    value === 'invalid' ||
    value === 'subgraph errors' ||
    value === 'refused planning'
  )
    return value;
  throw new Error(`An operation tolerates an unknown kind: ${String(value)}`);
}

import { startTestGraph, type TestGraph } from './test-graph.ts';

let shared: Promise<TestGraph> | undefined;

/**
 * Returns the graph that all files of this worker share, for tests that only read: they write nothing, take
 * no statements and stop no service. It ends with the worker, and its `stop` does nothing.
 */
export async function shareTestGraph(): Promise<TestGraph> {
  shared ??= startTestGraph();
  return { ...(await shared), stop: async () => {} };
}

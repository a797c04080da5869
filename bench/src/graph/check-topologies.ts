import { isRecord } from '../processes/is-record.ts';
import type { GraphCase } from './graph-cases.ts';
import { createBodies } from './measure-topology.ts';
import type { Topology, TopologyName } from './start-topology.ts';

/**
 * Sends a case once to every topology. Throws unless all answer without errors and with the same data. Returns the length
 * in bytes of each answer, which every answer under load must have.
 */
export async function checkTopologies(
  topologies: readonly Topology[],
  graphCase: GraphCase,
  token: string,
): Promise<ReadonlyMap<TopologyName, number>> {
  const lengths = new Map<TopologyName, number>();
  let expected: string | undefined;
  for (const { name, url } of topologies) {
    const text = await send(url, graphCase, token);
    const answer: unknown = JSON.parse(text);
    const data = isRecord(answer) && !('errors' in answer) ? JSON.stringify(answer.data) : undefined;
    expected ??= data;
    if (data === undefined || data !== expected)
      throw new Error(`Case ${graphCase.name} by ${name}: the answer must be ${expected}; received ${text}`);
    lengths.set(name, Buffer.byteLength(text));
  }
  return lengths;
}

async function send(url: string, graphCase: GraphCase, token: string): Promise<string> {
  const [body = ''] = createBodies(graphCase);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: body.replace('%UNIQUE%', crypto.randomUUID()),
  });
  return response.text();
}

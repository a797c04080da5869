import { expect, onTestFinished, test } from 'vitest';
import { startProductionGraph } from '../graph/production-graph.ts';

const customers = '{ orders(first: 3) { nodes { id customer { name } } } }';
const customerOf = expect.objectContaining({ name: expect.any(String) });

test('a hanging subgraph is detected at any request rate: from the third request on, answers do not wait for its timeout', {
  timeout: 60_000,
}, async () => {
  const graph = await startProductionGraph({ SUBGRAPH_TIMEOUT_MS: '1500', REQUEST_TIMEOUT_MS: '10000' });
  onTestFinished(() => graph.stop());
  const ask = async () => (await graph.post(customers)).json();
  const customer = async () => (await ask()).data.orders.nodes[0].customer;
  await expect.poll(customer).toEqual(customerOf);
  const users = graph.services.users.process;
  users.kill('SIGSTOP');
  onTestFinished(() => void users.kill('SIGCONT'));
  await ask();
  await ask();
  // Longer than the circuit breaker's pause, so that each of them is a probe.
  for (let asked = 0; asked < 3; asked += 1) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    const { data, errors } = await ask();
    expect(data.orders.nodes).toEqual(Array(3).fill({ id: expect.any(String), customer: null }));
    // A request that had waited for the timeout would be GATEWAY_TIMEOUT.
    expect(errors[0].extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'users' });
  }
  users.kill('SIGCONT');
  await expect.poll(customer, { interval: 100 }).toEqual(customerOf);
});

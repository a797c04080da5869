// node known-client-process.ts <url> <token>: sends one known query repeatedly, and reports its answers when
// it is stopped. It has its own process, so that the attacker's load does not distort its measurements.
import { operations } from './registered-operations.ts';

const [url = '', token = ''] = process.argv.slice(2);
const query = operations.known;
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
const times: number[] = [];
const failures: string[] = [];
let stopping = false;

process.once('message', () => {
  stopping = true;
});

// Its parent may be interrupted.
process.once('disconnect', () => process.exit());

while (!stopping) {
  const startedAt = performance.now();
  const failure = await ask().catch((error: unknown) => String(error));
  times.push(performance.now() - startedAt);
  if (failure !== undefined) failures.push(failure);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
process.send?.({ times, failures }, () => process.disconnect());

async function ask(): Promise<string | undefined> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const text = await response.text();
  const answer = response.status === 200 ? JSON.parse(text) : undefined;
  return typeof answer?.data?.me?.name === 'string' ? undefined : `${response.status} ${text.slice(0, 200)}`;
}

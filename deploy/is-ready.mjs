// Checks whether the service in this container is ready: `node deploy/is-ready.mjs [port]` exits with 0 if it is. Without
// a port it takes that of the gateway (PORT) or of the subgraph (<NAME>_PORT). Uses node:http instead of fetch, because it
// runs every few seconds and node:http loads in half the time.
import { get } from 'node:http';

const [given, { PORT, METRICS_PORT: _, ...others }] = [process.argv[2], process.env];
const [, subgraphPort] = Object.entries(others).find(([name]) => name.endsWith('_PORT')) ?? [];
const port = given ?? PORT ?? subgraphPort ?? '4000';

const request = get({ host: '127.0.0.1', port, path: '/ready', timeout: 2_000 }, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1);
});
request.on('timeout', () => process.exit(1));
request.on('error', () => process.exit(1));

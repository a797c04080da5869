import { engineFillers } from './engine-fillers.ts';
import { gatewayFillers } from './gateway-fillers.ts';

// node fill-cache.ts <name>: fills one cache in its own process and prints the bytes in use afterwards.
const [name = ''] = process.argv.slice(2);
const fill = { ...gatewayFillers, ...engineFillers }[name];
if (fill === undefined) throw new Error(`There is no filler ${name}`);
const cache = await fill();
globalThis.gc?.();
process.send?.({ heapUsed: process.memoryUsage().heapUsed });
// The cache must live until the measurement is complete.
if (cache === undefined) throw new Error('A filler must return what it has filled');
process.disconnect?.();

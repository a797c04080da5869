import { availableParallelism } from 'node:os';
import { installPeers } from '../gateways/install-peers.ts';
import { runBench } from '../run-bench.ts';
import { benchLive } from './bench-live.ts';
import { checkFileDescriptors } from './file-descriptors.ts';
import { formatLive } from './format-live.ts';
import { readLiveOptions } from './live-options.ts';

runBench(main);

async function main(): Promise<void> {
  const options = readLiveOptions(process.argv.slice(2));
  const { subscribers, seconds, peers, profile } = options;
  checkFileDescriptors(subscribers);
  if (peers) await installPeers();
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores; ${subscribers} subscribers, ${seconds} s a case${profile ? ', profiled' : ''}.`,
  );
  console.log(formatLive(await benchLive(options)));
}

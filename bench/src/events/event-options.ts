import { parseArgs } from 'node:util';
import { type AuditedTransport, transports } from '../../../test/brokers/conformance/run-audits.ts';
import { readWhole } from '../read-whole.ts';
import type { EventBenchOptions } from './bench-events.ts';

const names = transports.map(({ name }) => name);

const usage = `Arguments: transports to measure (default: all of ${names.join(', ')})
Options:
  --events <n>   events of the measurement of throughput, 250-100000 (default: 5000)
  --seconds <n>  seconds of the measurement of latency, 1-600 (default: 10)
  --rate <n>     events a second in the measurement of latency, 1-1000 (default: 50)`;

/** Reads the arguments after the script's name. Throws an error that lists the problem and the options. */
export function readEventOptions(
  args: readonly string[],
): EventBenchOptions & { readonly chosen: readonly AuditedTransport[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        events: { type: 'string', default: '5000' },
        seconds: { type: 'string', default: '10' },
        rate: { type: 'string', default: '50' },
      },
    });
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`there is no transport ${unknown}`);
    return {
      chosen: transports.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
      events: readWhole('--events', values.events, 250, 100_000),
      seconds: readWhole('--seconds', values.seconds, 1, 600),
      perSecond: readWhole('--rate', values.rate, 1, 1_000),
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

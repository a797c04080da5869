import { parseArgs } from 'node:util';
import { readRegistry } from '@supergraph/schema/registry.ts';
import { readConfig } from '@supergraph/service-kit/config.ts';
import {
  createDevelopmentToken,
  createSubgraphToken,
} from '@supergraph/service-kit/identity/development-keys.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { prepareDataFolder } from './data-folder.ts';
import { launcherDataDir } from './launcher-config.ts';
import { runCommand } from './run-command.ts';
import { readDemoViewer } from './services.ts';

const usage = `Usage: npm run -s token -- [--user <id>] [--scopes <scope,scope>] [--ttl <seconds>] [--for <subgraph>]
Prints a token for the gateway, or with --for one that this subgraph accepts without a gateway.`;
const longestTtl = 31_536_000;

await runCommand(async () => {
  const { subgraph, ...options } = readArguments(process.argv.slice(2));
  const { dataDir } = readConfig(process.env, { dataDir: launcherDataDir });
  prepareDataFolder(dataDir);
  const create = subgraph === undefined ? createDevelopmentToken : createSubgraphToken(subgraph);
  return `${await create({ dataDir, ...options })}\n`;
}, usage);

interface TokenRequest {
  readonly viewer: Viewer;
  readonly ttlSeconds: number;
  /** Name of the subgraph that the token is for, or undefined for the gateway. */
  readonly subgraph: string | undefined;
}

function readArguments(args: readonly string[]): TokenRequest {
  const { values } = parseArgs({
    args: [...args],
    options: {
      user: { type: 'string' },
      scopes: { type: 'string' },
      ttl: { type: 'string', default: '3600' },
      for: { type: 'string' },
    },
  });
  const rest = { ttlSeconds: readTtl(values.ttl), subgraph: readSubgraph(values.for) };
  const demo = readDemoViewer();
  const scopes = values.scopes === undefined ? undefined : new Set(readScopes(values.scopes));
  if (values.user === undefined) {
    return { viewer: { ...demo, scopes: scopes ?? demo.scopes }, ...rest };
  }
  if (values.user.trim() === '') throw new Error('--user must be the id of a user, but is empty.');
  // A named user gets only the named scopes.
  return { viewer: { subject: values.user, scopes: scopes ?? new Set() }, ...rest };
}

function readSubgraph(name: string | undefined): string | undefined {
  const names = readRegistry().map((subgraph) => subgraph.name);
  if (name === undefined || names.includes(name)) return name;
  throw new Error(`--for must be one of ${names.join(', ')}, but is ${JSON.stringify(name)}.`);
}

/** Reads scopes as RFC 6749, section 3.3 defines them, separated by commas or spaces. */
function readScopes(text: string): readonly string[] {
  const scopes = text.split(/[\s,]+/).filter((scope) => scope !== '');
  const malformed = scopes.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  if (malformed === undefined) return scopes;
  throw new Error(
    `--scopes must be words of printable ASCII without quotes, but one is ${JSON.stringify(malformed)}.`,
  );
}

function readTtl(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= longestTtl) return seconds;
  throw new Error(
    `--ttl must be a whole number of seconds from 1 to ${longestTtl}, but is ${JSON.stringify(text)}.`,
  );
}

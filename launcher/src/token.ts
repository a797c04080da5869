import { parseArgs } from 'node:util';
import { readConfig } from '@supergraph/service-kit/config.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { launcherDataDir } from './launcher-config.ts';
import { runCommand } from './run-command.ts';
import { readDemoViewer } from './services.ts';

const usage = 'Usage: npm run -s token -- [--user <id>] [--scopes <scope,scope>] [--ttl <seconds>]';
const longestTtl = 31_536_000;

await runCommand(async () => {
  const options = readArguments(process.argv.slice(2));
  const { dataDir } = readConfig(process.env, { dataDir: launcherDataDir });
  return `${await createDevelopmentToken({ dataDir, ...options })}\n`;
}, usage);

function readArguments(args: readonly string[]): { readonly viewer: Viewer; readonly ttlSeconds: number } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      user: { type: 'string' },
      scopes: { type: 'string' },
      ttl: { type: 'string', default: '3600' },
    },
  });
  const demo = readDemoViewer();
  const scopes = values.scopes === undefined ? undefined : new Set(readScopes(values.scopes));
  if (values.user === undefined) {
    return { viewer: { ...demo, scopes: scopes ?? demo.scopes }, ttlSeconds: readTtl(values.ttl) };
  }
  if (values.user.trim() === '') throw new Error('--user must be the id of a user, but is empty.');
  // A named user gets only the named scopes.
  return { viewer: { subject: values.user, scopes: scopes ?? new Set() }, ttlSeconds: readTtl(values.ttl) };
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

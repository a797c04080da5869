import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '@supergraph/service-kit/config.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { toBrunoFolder } from './collections/bruno.ts';
import { readCalls } from './collections/open-api-calls.ts';
import { toPostmanCollection } from './collections/postman.ts';
import { launcherDataDir } from './launcher-config.ts';
import { runCommand } from './run-command.ts';
import { readDemoViewer } from './services.ts';

const usage = `Usage: npm run collections -- [--url <origin of a gateway>] [--out <folder>] [--token <token>]
Writes openapi.json, a Postman collection and a Bruno folder of the REST routes of a running gateway.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://localhost:4000' },
      out: { type: 'string', default: 'collections' },
      token: { type: 'string' },
    },
  });
  const { origin } = new URL(values.url);
  const description = await fetchDescription(origin, values.token ?? (await createDemoToken()));
  const calls = readCalls(description);
  const files = new Map([
    ['openapi.json', description],
    ['postman.json', toPostmanCollection(calls, origin)],
    ...[...toBrunoFolder(calls, origin)].map(([name, text]) => [join('bruno', name), text] as const),
  ]);
  for (const [name, text] of files) {
    const file = join(values.out, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return `Wrote ${files.size} files for ${calls.length} routes to ${resolve(values.out)}.\n`;
}, usage);

async function createDemoToken(): Promise<string> {
  const { dataDir } = readConfig(process.env, { dataDir: launcherDataDir });
  return createDevelopmentToken({ dataDir, viewer: readDemoViewer(), ttlSeconds: 60 });
}

async function fetchDescription(origin: string, token: string): Promise<string> {
  const response = await fetch(`${origin}/api/openapi.json`, {
    headers: { authorization: `Bearer ${token}` },
  }).catch((cause: unknown) => {
    throw new Error(`No gateway answers at ${origin}.`, { cause });
  });
  if (response.status === 200) return response.text();
  throw new Error(`${origin}/api/openapi.json answers ${response.status}. Is REST=on, and the token valid?`);
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { expect, onTestFinished, test } from 'vitest';
import { createProductionKeys } from '../graph/production-keys.ts';

const file = JSON.stringify(new URL('deploy/hive-gateway/gateway.config.ts', repositoryRoot));
const script = `const { gatewayConfig } = await import(${file});
process.stdout.write(JSON.stringify(gatewayConfig.transportEntries), () => process.exit());`;

const load = async (env: Environment): Promise<unknown> => {
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse((await promisify(execFile)(process.execPath, args, { env: { ...env } })).stdout);
};

test('the configuration for Hive Gateway reads keys, tokens and addresses as our gateway does', async () => {
  const keys = await createProductionKeys();
  onTestFinished(keys.remove);
  const USERS_URL = 'https://users.example.com/graphql';
  const options = { method: 'POST' };
  expect(await load({ ...keys.env, USERS_URL })).toEqual({
    users: { location: USERS_URL, options },
    orders: { options },
  });
  await expect(load({ ...keys.env, USERS_URL: 'ftp://a:b@users' })).rejects.toThrow(
    'USERS_URL must be a URL that starts with http:// or https://, but is not (the value is not shown)',
  );
});

test('the configuration for Hive Gateway names everything that it lacks, even in development', async () => {
  const problems = ['TOKEN_ISSUER', 'TOKEN_AUDIENCE', 'INTERNAL_PRIVATE_KEY_FILE', 'CLIENT_PUBLIC_KEYS_FILE'];
  const lacking = load({ NODE_ENV: 'development' });
  for (const name of problems) await expect(lacking).rejects.toThrow(`${name} is required but not set`);
});

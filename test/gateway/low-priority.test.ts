import { spawnSync } from 'node:child_process';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { expect, onTestFinished, test } from 'vitest';
import { createProductionKeys } from '../graph/production-keys.ts';
import { spawnService, stopService } from '../graph/service-process.ts';

/** Runs a command with a low priority, and without the right to raise it again. */
const lowPriority = ['nice', '-n', '15', 'setpriv', '--bounding-set=-all', '--inh-caps=-all'];

test('a gateway starts as an unprivileged process of low priority', async ({ skip }) => {
  skip(spawnSync('setpriv', ['--version']).status !== 0, 'setpriv is not installed');
  const keys = await createProductionKeys();
  onTestFinished(keys.remove);
  const SUPERGRAPH = repositoryFile('schema/supergraph.graphql');
  const gateway = spawnService(
    'gateway/src/main.ts',
    { ...keys.env, PORT: '0', SUPERGRAPH },
    [],
    lowPriority,
  );
  onTestFinished(() => stopService(gateway));
  expect((await fetch(`${await gateway.ready}/ready`)).status).toBe(200);
});

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { engineFillers } from './engine-fillers.ts';
import { gatewayFillers } from './gateway-fillers.ts';

const entry = fileURLToPath(new URL('test/memory/fill-cache.ts', repositoryRoot));

test.for(Object.keys({ ...gatewayFillers, ...engineFillers }))(
  'a process with 256 MB of heap survives 100,000 hostile entries, or 10 times the bound: %s',
  { timeout: 180_000 },
  async (name) => {
    const execArgv = ['--max-old-space-size=256', '--expose-gc'];
    const child = fork(entry, [name], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const errors: string[] = [];
    child.stderr?.on('data', (text) => errors.push(String(text)));
    const measured: number[] = [];
    child.on('message', (message: { readonly heapUsed: number }) => measured.push(message.heapUsed));
    const [code, signal] = await once(child, 'close');
    expect({ code, signal, errors: errors.join('').slice(0, 500) }).toEqual({
      code: 0,
      signal: null,
      errors: '',
    });
    expect(measured[0]).toBeLessThan(170_000_000);
  },
);

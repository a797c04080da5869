import { expect, test } from 'vitest';
import { readSourceFiles } from './source-files.ts';
import { findBrokenWalls, findCycles } from './walls.ts';

test('no import breaks a wall or forms a cycle', () => {
  const files = readSourceFiles();
  expect(files.length).toBeGreaterThan(50);
  expect([...findBrokenWalls(files), ...findCycles(files)]).toEqual([]);
});

test('an import of another subgraph breaks a wall, and the sentence names it', () => {
  const text = "import type { Order } from '@supergraph/orders/order.ts';";
  expect(findBrokenWalls([{ path: 'subgraphs/users/src/user.ts', text }])).toEqual([
    'subgraphs/users/src/user.ts imports subgraphs/orders/src/order.ts: subgraphs/users may import service-kit only, not subgraphs/orders',
  ]);
});

test('a relative path does not bypass a wall', () => {
  const text = "export * from '../../gateway/src/gateway.ts';";
  expect(findBrokenWalls([{ path: 'service-kit/src/log.ts', text }])).toEqual([
    'service-kit/src/log.ts imports gateway/src/gateway.ts: service-kit may import npm packages only, not gateway',
  ]);
});

test('a dynamic import does not bypass a wall', () => {
  const text = "const { start } = await import('@supergraph/launcher/start.ts');";
  expect(findBrokenWalls([{ path: 'gateway/src/gateway.ts', text }])).toHaveLength(1);
});

test('a store that imports a resolver breaks the order of the layers', () => {
  const text = "import {\n  resolvers,\n} from './resolvers.ts';";
  expect(findBrokenWalls([{ path: 'subgraphs/users/src/user-store.ts', text }])).toEqual([
    expect.stringContaining(
      'inside a subgraph imports go main → wiring → resolvers → context → stores → tables → domain',
    ),
  ]);
});

test('a cycle of imports is named with all its files', () => {
  const files = [
    { path: 'schema/src/a.ts', text: "import { b } from './b.ts';" },
    { path: 'schema/src/b.ts', text: "import { a } from './a.ts';" },
  ];
  expect(findCycles(files)).toEqual([
    'imports form a cycle: schema/src/a.ts → schema/src/b.ts → schema/src/a.ts',
  ]);
});

test('a room of the engine that imports a later one breaks the order, and the sentence lists the rooms', () => {
  const text = "import type { Execution } from '../execution/execution.ts';";
  expect(findBrokenWalls([{ path: 'engine/src/compile/fetch.ts', text }])).toEqual([
    expect.stringContaining(
      'a room imports only rooms before it: basics, supergraph, subgraphs, cache, planning',
    ),
  ]);
});

test('a policy that imports from the HTTP room breaks a wall, even for a type', () => {
  const text = "import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';";
  expect(findBrokenWalls([{ path: 'gateway/src/policy/rate/failure-limit.ts', text }])).toEqual([
    expect.stringContaining('policies and live operations work on plain data, and know no HTTP'),
  ]);
});

test('no room of the engine imports the adapter for Apollo Server', () => {
  const text = "import type { GatewayOptions } from '../apollo/gateway-options.ts';";
  expect(findBrokenWalls([{ path: 'engine/src/reload/prove-version.ts', text }])).toHaveLength(1);
});

test("Apollo Server's types stay in the adapter", () => {
  const text = "import type { GatewayExecutor } from '@apollo/server-gateway-interface';";
  expect(findBrokenWalls([{ path: 'engine/src/engine.ts', text }])).toEqual([
    'engine/src/engine.ts imports @apollo/server-gateway-interface: in engine/src/ only engine/src/apollo/ may import it',
  ]);
  expect(findBrokenWalls([{ path: 'engine/src/apollo/gateway.ts', text }])).toEqual([]);
});

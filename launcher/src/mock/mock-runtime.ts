import { readFile } from 'node:fs/promises';
import { createErrorMask, ExpectedError } from '@supergraph/service-kit/errors.ts';
import { findFeedSecrets } from '@supergraph/service-kit/events/feed/feed-token.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import type { SubgraphRuntimeConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import type { SubgraphRuntime } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { createSubgraphSchema } from '@supergraph/service-kit/subgraph/subgraph-schema.ts';
import type { Telemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';
import { createMockResolvers } from './mock-resolvers.ts';
import { readMockValues } from './mock-values.ts';

/** Creates a subgraph from its schema alone: its folder needs no code and no database. It emits no events to others. */
export async function createMockRuntime(
  folder: URL,
  config: Omit<SubgraphRuntimeConfig, 'database'>,
  telemetry: Telemetry,
): Promise<SubgraphRuntime> {
  const { name, mode, logLevel, showCauses, events } = config;
  const sdl = await readFile(new URL('schema.graphql', folder), 'utf8');
  const log = createLog({ service: name, mode, level: logLevel });
  const plain = createSubgraphSchema(sdl, {});
  const values = readMockValues(new URL('mock-values.json', folder), plain);
  return {
    name,
    schema: createSubgraphSchema(sdl, createMockResolvers(plain, values)),
    createContext: (viewer) => ({ viewer, events: { follow: unavailable, announce: () => {} } }),
    formatError: createErrorMask(log, { showCauses }),
    log,
    telemetry,
    eventSource: { read: unavailable },
    feedSecrets: await findFeedSecrets({ ...config, secrets: events.secrets }, log),
    eventStatus: async () => ({ readers: [], consumers: [] }),
    warnings: () => [],
    stop: async () => {},
  };
}

async function unavailable(): Promise<never> {
  throw new ExpectedError('SERVICE_UNAVAILABLE', 'This subgraph is a mock, which emits no events.');
}

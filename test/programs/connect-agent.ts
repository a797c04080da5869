import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** Version of an agent's protocol: the current one, or its predecessor. */
export type ProtocolVersion = '2026-07-28' | '2025-11-25';

export const protocolVersions: readonly ProtocolVersion[] = ['2026-07-28', '2025-11-25'];

/** Connects the SDK's client to a gateway. It must be closed. */
export async function connectAgent(
  origin: string,
  token: string,
  version: ProtocolVersion = '2026-07-28',
): Promise<Client> {
  const client = new Client(
    { name: 'agent', version: '1.0.0' },
    { versionNegotiation: { mode: version === '2026-07-28' ? { pin: version } : 'legacy' } },
  );
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', origin), { requestInit }));
  return client;
}

import { expect, onTestFinished, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { composeSupergraph, createSupergraphFolder } from '../graph/supergraph-folder.ts';
import { startTestGateway } from '../graph/test-gateway.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])`;

for (const [labels, who] of [
  ['', 'old'],
  ['other', 'old'],
  ['other, new-prices', 'new'],
] as const) {
  test(`OVERRIDE_LABELS=${labels} takes a field from the ${who} subgraph`, async () => {
    const subgraphs = { old: await startSubgraph('old'), new: await startSubgraph('new') };
    const folder = createSupergraphFolder(
      composeSupergraph({
        old: { url: subgraphs.old.url, sdl: `${link} type Query { price: String }` },
        new: {
          url: subgraphs.new.url,
          sdl: `${link} type Query { price: String @override(from: "old", label: "new-prices") }`,
        },
      }),
    );
    onTestFinished(folder.remove);
    const gateway = await startTestGateway({ SUPERGRAPH: folder.file, OVERRIDE_LABELS: labels });
    onTestFinished(() => gateway.stop());
    expect((await postJson(gateway, { query: '{ price }' })).body).toEqual({ data: { price: who } });
  });
}

async function startSubgraph(name: string): Promise<StubServer> {
  const subgraph = await startStubServer();
  onTestFinished(() => subgraph.stop());
  subgraph.reply(200, JSON.stringify({ data: { price: name } }));
  return subgraph;
}

import { createServer } from 'node:http';
import { answerParent } from '../processes/answer-parent.ts';
import { listen } from '../processes/listen.ts';
import { readBody } from '../processes/read-body.ts';
import { type AnswerSubgraph, createSubgraphAnswers } from './answer-subgraph.ts';
import { subgraphNames } from './subgraph-sdl.ts';

const counts = { requests: 0, sentBytes: 0, answeredBytes: 0 };

// Runs all stub subgraphs in one process, each on a port of its own, and counts the requests of the gateway under test.
answerParent({
  start: async ({ cacheControl }) =>
    Object.fromEntries(
      await Promise.all(
        subgraphNames.map(async (name) => [
          name,
          await serveSubgraph(createSubgraphAnswers(name), cacheControl),
        ]),
      ),
    ),
  count: async () => ({ ...counts }),
});

function serveSubgraph(answer: AnswerSubgraph, cacheControl: unknown): Promise<number> {
  const cached = typeof cacheControl === 'string' ? { 'cache-control': cacheControl } : {};
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const bytes = await answer(body);
    counts.requests += 1;
    counts.sentBytes += body.length;
    counts.answeredBytes += bytes.length;
    const headers = { 'content-type': 'application/json', 'content-length': bytes.length, ...cached };
    response.writeHead(200, headers);
    response.end(bytes);
  });
  server.keepAliveTimeout = 120_000;
  return listen(server);
}

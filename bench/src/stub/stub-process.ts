import { createServer } from 'node:http';
import { answerParent } from '../processes/answer-parent.ts';
import { listen } from '../processes/listen.ts';
import { readBody } from '../processes/read-body.ts';
import { type AnswerSubgraph, createSubgraphAnswers } from './answer-subgraph.ts';
import { subgraphNames } from './subgraph-sdl.ts';

const counts = { requests: 0, sentBytes: 0, answeredBytes: 0 };

// Runs all stub subgraphs in one process, each on a port of its own, and counts the requests of the gateway under test.
answerParent({
  start: async () =>
    Object.fromEntries(
      await Promise.all(
        subgraphNames.map(async (name) => [name, await serveSubgraph(createSubgraphAnswers(name))]),
      ),
    ),
  count: async () => ({ ...counts }),
});

function serveSubgraph(answer: AnswerSubgraph): Promise<number> {
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const bytes = await answer(body);
    counts.requests += 1;
    counts.sentBytes += body.length;
    counts.answeredBytes += bytes.length;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
    response.end(bytes);
  });
  server.keepAliveTimeout = 120_000;
  return listen(server);
}

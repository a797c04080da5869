import { createServer, type ServerResponse } from 'node:http';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { answerParent } from '../../processes/answer-parent.ts';
import { isRecord } from '../../processes/is-record.ts';
import { listen } from '../../processes/listen.ts';
import { readBody } from '../../processes/read-body.ts';
import { createSubgraphSchema } from './generated-schema.ts';
import { guestName, subgraphNames, versionCount } from './large-graph.ts';
import { resolveGenerated } from './resolve-generated.ts';

const failing = new Set<string>();

// Runs all subgraphs of the generated graph in one process, each on a port of its own.
answerParent({
  start: async ({ types }) => {
    const versions = Array.from({ length: versionCount }, (_, version) => ({
      types: Number(types),
      version,
    }));
    const ports = [...subgraphNames, guestName].map(async (name) => [
      name,
      await serve(name, createSubgraphSchema(name, versions)),
    ]);
    return Object.fromEntries(await Promise.all(ports));
  },
  /** Switches the failures of a subgraph on or off. */
  setFailing: async ({ name, isFailing }) => {
    if (isFailing === true) failing.add(String(name));
    else failing.delete(String(name));
    return {};
  },
});

function serve(name: string, schema: GraphQLSchema): Promise<number> {
  // Equal requests have equal answers: under load the subgraphs should take little CPU.
  const answers = new Map<string, Buffer>();
  let failures = 0;
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    if (failing.has(name)) {
      failures += 1;
      return fail(response, failures);
    }
    const bytes = answers.get(body) ?? Buffer.from(JSON.stringify(await answer(schema, body)));
    if (answers.size < 10_000) answers.set(body, bytes);
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length })
      .end(bytes);
  });
  server.keepAliveTimeout = 120_000;
  return listen(server);
}

function fail(response: ServerResponse, number: number): void {
  if (number % 3 === 0) response.destroy();
  else if (number % 3 === 1) response.writeHead(500).end('no');
  else response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":');
}

async function answer(schema: GraphQLSchema, body: string) {
  const request: unknown = JSON.parse(body);
  if (!isRecord(request)) throw new Error(`A request must be an object; received ${body.slice(0, 100)}`);
  const { query, variables } = request;
  return execute({
    schema,
    document: parse(String(query)),
    variableValues: isRecord(variables) ? { ...variables } : {},
    fieldResolver: resolveGenerated,
  });
}

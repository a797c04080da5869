import { type FuzzRequest, getRequest, goodBodies, postRequest, writeFuzzRequest } from './fuzz-request.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateGraphql } from './mutate-graphql.ts';
import { mutateHeaders } from './mutate-headers.ts';
import { mutateJson } from './mutate-json.ts';
import { createRandom, type Random } from './random.ts';

/** Mutations of a valid request. The index of the request selects one. */
const kinds = {
  json: (random: Random, token: string) =>
    postRequest(JSON.stringify(mutateJson(random.pick(goodBodies), random)), token),
  graphql: (random: Random, token: string) => postRequest(JSON.stringify(mutateDocument(random)), token),
  'graphql by GET': (random: Random, token: string) => getRequest(mutateDocument(random), token),
  'body bytes': (random: Random, token: string) =>
    postRequest(mutateBytes(Buffer.from(JSON.stringify(random.pick(goodBodies))), random), token),
  headers: (random: Random, token: string) => mutateHeaders(goodRequest(random, token), random),
} satisfies Readonly<Record<string, (random: Random, token: string) => FuzzRequest>>;

/** Creates the bytes of a request of a run. They are the same for the same seed, index and token. */
export function createFuzzRequest(seed: number, index: number, token: string): Buffer {
  const random = createRandom(seed, index);
  const writers = Object.values(kinds);
  const write = writers[index % (writers.length + 1)];
  if (write !== undefined) return writeFuzzRequest(write(random, token));
  return mutateBytes(writeFuzzRequest(goodRequest(random, token)), random);
}

function goodRequest(random: Random, token: string): FuzzRequest {
  const body = random.pick(goodBodies);
  return random.next() < 0.2 ? getRequest(body, token) : postRequest(JSON.stringify(body), token);
}

function mutateDocument(random: Random): Readonly<Record<string, unknown>> {
  const body = random.pick(goodBodies);
  return typeof body.query === 'string' ? { ...body, query: mutateGraphql(body.query, random) } : body;
}

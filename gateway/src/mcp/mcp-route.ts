import { createMcpHandler } from '@modelcontextprotocol/server';
import { checkMethod } from '@supergraph/service-kit/http/check-method.ts';
import { checkForm } from '@supergraph/service-kit/http/graphql-route.ts';
import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { readJsonBody } from '@supergraph/service-kit/http/json-body.ts';
import { jsonReply } from '@supergraph/service-kit/http/json-reply.ts';
import { isLoopbackHost } from '@supergraph/service-kit/http/loopback-host.ts';
import { headersOf } from '@supergraph/service-kit/http/refusal-reply.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { Caller } from '../gateway-context.ts';
import { createMcpServers, type McpServerOptions } from './mcp-server.ts';

/** Options of the MCP endpoint. */
export interface McpRouteOptions extends McpServerOptions {
  /** Public URL of the endpoint. default: this machine, under the name of the request */
  readonly url: string | undefined;
  readonly issuer: string;
  readonly authenticate: (request: HttpRequest) => Promise<Caller>;
  /** Returns whether a request comes from no page, or from a trusted one. */
  readonly isTrusted: (request: HttpRequest) => boolean;
  readonly maxBodyBytes: number;
  readonly log: Log;
}

const path = '/mcp';
const metadataPath = '/.well-known/oauth-protected-resource';

/**
 * Creates the MCP endpoint (streamable HTTP, stateless) and its OAuth metadata (RFC 9728). A request must name a host of
 * the endpoint and come from no foreign page, so that a page whose name was bound to this address reaches nothing.
 */
export function createMcpRoutes(options: McpRouteOptions): Readonly<Record<string, HttpHandler>> {
  const { authenticate, maxBodyBytes, issuer, log } = options;
  const mcp = createMcpHandler(createMcpServers(options), {
    onerror: (err) => log.debug({ err }, 'an MCP request failed'),
  });
  const answer: HttpHandler = async (request) => {
    checkSite(request, options);
    const url = urlOf(request, options);
    const caller = await authenticate(request).catch((error: unknown) => {
      throw withMetadata(error, new URL(`${metadataPath}${path}`, url).href);
    });
    checkMethod(request, 'POST');
    checkForm(request);
    const parsedBody = await readJsonBody(request, maxBodyBytes);
    if (Array.isArray(parsedBody))
      throw new HttpProblem('BAD_REQUEST', 'A request must be one JSON-RPC message, not a list.');
    refuseListening(parsedBody);
    const authInfo = { token: '', clientId: '', scopes: [...caller.viewer.scopes], extra: { caller } };
    return toReply(await mcp.fetch(toFetchRequest(request, url), { authInfo, parsedBody }));
  };
  const describe: HttpHandler = (request) => {
    checkSite(request, options);
    return jsonReply(200, {
      resource: urlOf(request, options),
      ...(URL.canParse(issuer) && { authorization_servers: [issuer] }),
      bearer_methods_supported: ['header'],
      scopes_supported: scopesOf(options),
      resource_name: 'Supergraph',
    });
  };
  return { [path]: answer, [metadataPath]: describe, [`${metadataPath}${path}`]: describe };
}

/** Refuses endless streams: the list of tools tells how long it may be kept. */
function refuseListening(body: unknown): void {
  if (Object(body).method !== 'subscriptions/listen') return;
  throw new HttpProblem('BAD_REQUEST', 'This server sends no notifications. List the tools again.');
}

function scopesOf({ operations }: McpRouteOptions): readonly string[] {
  const tools = [...operations.current().values()].filter(({ marks }) => marks.has('tool'));
  return [...new Set(tools.flatMap(({ access }) => access.scopes.flat(2)))].sort();
}

function urlOf({ headers }: HttpRequest, { url }: McpRouteOptions): string {
  return url ?? `http://${headers.host}${path}`;
}

function checkSite(request: HttpRequest, options: McpRouteOptions): void {
  const host = (request.headers.host ?? '').toLowerCase();
  const isOwn = options.url === undefined ? isLoopbackHost(host) : new URL(options.url).host === host;
  if (!isOwn) throw new HttpProblem('FORBIDDEN', 'The header Host must name the host of this MCP server.');
  if (!options.isTrusted(request))
    throw new HttpProblem('FORBIDDEN', 'Pages of this origin must not call this MCP server.');
}

/** Adds the URL of the OAuth metadata to a refusal of a token, by which clients find where to get one. */
function withMetadata(error: unknown, metadata: string): unknown {
  if (!(error instanceof RefusedError) || error.refusal.code !== 'UNAUTHENTICATED') return error;
  const challenge = headersOf(error.refusal)['www-authenticate'] ?? 'Bearer';
  const separator = challenge === 'Bearer' ? ' ' : ', ';
  return new HttpProblem('UNAUTHENTICATED', error.refusal.message, {
    'www-authenticate': `${challenge}${separator}resource_metadata="${metadata}"`,
  });
}

function toFetchRequest({ headers, signal }: HttpRequest, url: string): Request {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name === 'content-length' ? [] : [[name, value] as [string, string]],
  );
  return new Request(url, { method: 'POST', headers: entries, signal });
}

async function toReply(response: Response): Promise<HttpReply> {
  return {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), 'cache-control': 'no-store' },
    body: Buffer.from(await response.arrayBuffer()),
  };
}

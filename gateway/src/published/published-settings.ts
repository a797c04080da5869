// biome-ignore-all format: a declaration is one row of a table
import { derive, group, notSet, section } from '@supergraph/service-kit/config.ts';
import { flag, integer, optional, text, variable } from '@supergraph/service-kit/variables.ts';

const publicUrl = variable('MCP_URL', {
  about: 'Public URL of `/mcp`, whose host requests must name.',
  accepts: 'URL: https://; http:// on this machine',
  parse: (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isLocal = url !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
    if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
      throw new Error('must be a URL that starts with https://');
    if (url.pathname !== '/mcp' || url.search !== '' || url.hash !== '' || url.username !== '')
      throw new Error('must be an origin followed by /mcp, as in https://graph.example.com/mcp');
    return url.href;
  },
});

const mcp = derive(group({
  isOn: flag('MCP', false, '`on` serves operations of the manifest as tools at `/mcp` ([agents](agents.md)).'),
  url: optional(publicUrl, 'this machine; required in production with `MCP=on`'),
  audience: optional(text('MCP_AUDIENCE', undefined, 'text',
    'Required `aud` of tokens at `/mcp`, so that the token of an agent works nowhere else.'),
    '`TOKEN_AUDIENCE`'),
  maxResultBytes: integer('MCP_MAX_RESULT_BYTES', 100_000, [1_000, 10_000_000],
    "Limit of a tool's result as JSON, beyond which the tool fails with `RESPONSE_TOO_LARGE`."),
}), (settings, isProduction) => {
  if (settings.isOn && isProduction && settings.url === undefined) throw notSet('MCP_URL');
  return settings;
});

/** Settings of operations that are offered to programs. */
export const publishedSettings = section('Agents and partners', {
  mcp,
  rest: flag('REST', false, '`on` serves operations of the manifest as REST routes at `/api` ([partners](rest.md)).'),
}, 'Both need `SAFELIST_MANIFEST`, and serve only its operations with the mark `@tool` or `@rest`.');

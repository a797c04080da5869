import { section } from '@supergraph/service-kit/config.ts';
import { optional, text, variable } from '@supergraph/service-kit/variables.ts';

/** Process whose metrics the page shows too. */
export interface StatusSource {
  readonly name: string;
  /** URL of its `/metrics`. */
  readonly url: string;
}

const sources = variable<readonly StatusSource[]>('STATUS_SOURCES', {
  about: 'Subgraphs whose metrics the page shows too, with the URLs of their `/metrics`.',
  accepts: 'list, as in `shop=http://shop:9464/metrics,parts=http://parts:9464/metrics`',
  fallback: [],
  secret: true,
  parse: (value) => {
    const read = value.split(',').map(readSource);
    if (new Set(read.map(({ name }) => name)).size < read.length) throw new Error('must have each name once');
    return read;
  },
});

/** Settings of the status page. */
export const statusSettings = section(
  'Status page',
  {
    scope: optional(
      text(
        'STATUS_SCOPE',
        undefined,
        'scope',
        'Scope of callers who may see the page, which the variable turns on.',
      ),
      'no page; with `DEVELOPMENT_PAGES` every caller may see it',
    ),
    sources,
  },
  'The gateway shows its state at `/status` ([observability.md](observability.md#the-status-page)). The page reads the metrics of the ' +
    'subgraphs only while it is open.',
);

function readSource(entry: string): StatusSource {
  const [, name, url] = /^([\w-]{1,100})=(https?:\/\/.+)$/.exec(entry.trim()) ?? [];
  if (name === undefined || url === undefined || !URL.canParse(url))
    throw new Error('must be a list of name=URL, separated by commas');
  return { name, url };
}

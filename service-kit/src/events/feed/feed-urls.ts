import { family } from '../../config.ts';
import { optional, url } from '../../variables.ts';

/** Variables with the URLs of the feeds of subgraphs, by prefix of their variables. */
export const feedUrls = family('_EVENTS_URL', (name) =>
  optional({
    ...url(
      name,
      ['http:', 'https:'],
      'Without a broker: URL of the events of the subgraph, as in `http://shop:4001/events`.',
    ),
    secret: false,
  }),
);

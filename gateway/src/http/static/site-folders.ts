import { statSync } from 'node:fs';
import { join } from 'node:path';
import { variable } from '@supergraph/service-kit/variables.ts';

/** A folder of files that is served below a path, such as `/shop`. */
export interface SiteFolder {
  readonly path: string;
  readonly folder: string;
}

/** Folders to serve. Each has an `index.html`. */
export const siteFolders = variable<readonly SiteFolder[]>('PAGES', {
  about: 'Folders of built pages to serve; a path without a file gets the `index.html` of its folder.',
  accepts: 'list, as in `/desk=client/desk/dist`',
  fallback: [],
  parse: (value) => {
    const sites = value.split(',').map(readSite);
    for (const { path } of sites) {
      const twice = sites.filter((other) => `${other.path}/`.startsWith(`${path}/`)).length > 1;
      if (twice)
        throw new Error(`must name each path once and no path below another ("${path}" breaks this rule)`);
    }
    return sites;
  },
});

/** Paths that the gateway itself serves or may serve later. */
const ownPaths = /^\/(graphql|health|ready|metrics|explorer|status|api|mcp|cache|development(-token)?)(\/|$)/;

function readSite(text: string): SiteFolder {
  const [, path = '', folder = ''] = text.trim().match(/^([^=]*)=(.+)$/) ?? [];
  if (!/^(\/[a-z0-9][a-z0-9-]*)+$/.test(path)) {
    throw new Error('must be a list of "/path=folder", with paths of lower-case letters, digits and hyphens');
  }
  if (ownPaths.test(path)) throw new Error(`must not name paths of the gateway ("${path}")`);
  if (!statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`must name folders with an index.html ("${folder}" has none)`);
  }
  return { path, folder };
}

import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Variable } from '@supergraph/service-kit/config.ts';

/** A folder of files that is served below a path, such as `/shop`. */
export interface SiteFolder {
  readonly path: string;
  readonly folder: string;
}

/** A variable with folders to serve, each as `/path=folder`, separated by commas; each has an `index.html`. */
export function siteFolders(name: string): Variable<readonly SiteFolder[]> {
  const parse = (value: string): readonly SiteFolder[] => {
    const sites = value.split(',').map(readSite);
    for (const { path } of sites) {
      const twice = sites.filter((other) => `${other.path}/`.startsWith(`${path}/`)).length > 1;
      if (twice)
        throw new Error(`must name each path once, and none below another, but "${path}" is such a one`);
    }
    return sites;
  };
  return { name, parse, fallback: { value: [] } };
}

/** What the gateway itself serves, now or some day. */
const ownPaths = /^\/(graphql|health|ready|metrics|explorer|development(-token)?)(\/|$)/;

function readSite(text: string): SiteFolder {
  const [, path = '', folder = ''] = text.trim().match(/^([^=]*)=(.+)$/) ?? [];
  if (!/^(\/[a-z0-9][a-z0-9-]*)+$/.test(path)) {
    throw new Error('must be a list of "/path=folder", the paths in small letters, digits and hyphens');
  }
  if (ownPaths.test(path)) throw new Error(`must leave the gateway its own paths, but takes "${path}"`);
  if (!statSync(join(folder, 'index.html'), { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`must name folders with an index.html, and "${folder}" has none`);
  }
  return { path, folder };
}

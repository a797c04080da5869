import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Files of packages that nothing here loads: source maps and second builds. A quarter of the size of a start. */
const unused = [
  /\.map$/,
  /\/@opentelemetry\/[^/]+\/build\/es(m|next)$/,
  /\/@graphql-yoga\/render-graphiql\/cjs$/,
  /\/@apollo\/client\/__cjs$/,
  /\/rxjs\/(src|dist\/bundles)$/,
  /\/react-dom\/cjs\/react-dom-(server|profiling).*\.js$/,
  // Headers and manuals of the project's own Node.
  /\/node_modules\/node-(bin-)?(darwin|linux|win)[^/]+\/(include|share)$/,
];

/** Removes the unused files of the packages in a folder `node_modules`. Links lead to workspaces, which stay as they are. */
export function removeUnused(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const name = path.replaceAll('\\', '/');
    if (unused.some((pattern) => pattern.test(name))) rmSync(path, { recursive: true, force: true });
    else if (entry.isDirectory()) removeUnused(path);
  }
}

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** A folder with a supergraph, laid out and changed as Kubernetes does with a ConfigMap. */
export interface SupergraphFolder {
  readonly folder: string;
  /** Path of the supergraph, which is a symbolic link to another one. */
  readonly file: string;
  /** Replaces the current version with a new one, atomically. */
  readonly publish: (sdl: string) => void;
  readonly remove: () => void;
}

/** Creates the folder with a first version. */
export function createSupergraphFolder(sdl: string): SupergraphFolder {
  const folder = mkdtempSync(join(tmpdir(), 'supergraph-folder-'));
  let version = 0;
  const publish = (next: string): void => {
    const data = `..version${version++}`;
    mkdirSync(join(folder, data));
    writeFileSync(join(folder, data, 'supergraph.graphql'), next);
    symlinkSync(data, join(folder, '..next'));
    renameSync(join(folder, '..next'), join(folder, '..data'));
  };
  publish(sdl);
  const file = join(folder, 'supergraph.graphql');
  symlinkSync(join('..data', 'supergraph.graphql'), file);
  return { folder, file, publish, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Composes a supergraph of one subgraph, `shop`, or more. */
export function composeSupergraph(
  subgraphs: Readonly<Record<string, { readonly url: string; readonly sdl: string }>>,
): string {
  const services = Object.entries(subgraphs).map(([name, { url, sdl }]) => ({
    name,
    url,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors = [] } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('; '));
  return supergraphSdl;
}

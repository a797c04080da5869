import { readFile } from 'node:fs/promises';
import { createFileReader } from '@supergraph/service-kit/file-reader.ts';
import { fetchText } from '@supergraph/service-kit/http/fetch-text.ts';
import type { PolledSource } from './polled-manager.ts';
import type { SupergraphFile } from './supergraph-file.ts';
import type { SupergraphSetting } from './supergraph-settings.ts';

/** Interval of looking at a file, in milliseconds. `npm run dev` waits for it. */
const filePollMs = 100;

/** Composed supergraphs have some hundred kilobytes; the largest known have a few megabytes. */
const maxBytes = 64_000_000;
const timeoutMs = 10_000;

/** Creates the source that reads a file whenever it has changed. Its first SDL is that of the configuration. */
export function createFileSource({ path, sdl }: SupergraphFile): PolledSource {
  const readText = async (): Promise<string> => {
    const text = await readFile(path, 'utf8');
    if (text.trim() === '') throw new Error('is empty');
    return text;
  };
  const read = createFileReader(path, readText);
  const readFromFile = (): Promise<string> =>
    read().catch((cause: unknown) => {
      throw new Error(`it ${cause instanceof Error ? cause.message : cause}`, { cause });
    });
  return { initial: sdl, read: readFromFile, pollMs: filePollMs };
}

/** Creates the source that polls a URL: a registry's CDN or an object store. It sends the entity tag that it has. */
export function createUrlSource({
  url,
  header,
  pollMs,
}: Extract<SupergraphSetting, { from: 'url' }>): PolledSource {
  let current = { supergraphSdl: '', etag: null as string | null };
  const read = async (): Promise<string> => {
    const headers = {
      accept: 'text/plain, application/graphql, */*',
      ...(header && { [header.name]: header.value }),
      ...(current.etag !== null && { 'if-none-match': current.etag }),
    };
    const { text, etag } = await fetchText(url, { headers, timeoutMs, maxBytes });
    if (text?.trim() === '') throw new Error('the body is empty');
    if (text !== undefined) current = { supergraphSdl: text, etag };
    return current.supergraphSdl;
  };
  return { read, pollMs };
}

import { afterAll } from 'vitest';

/** Registers a function that stops part of a test. */
export type AtEnd = (stop: () => Promise<void>) => void;

/**
 * Returns a function that opens a resource on its first call, shared by all tests of a file. It is closed
 * after the last of them.
 */
export function shareInFile<T>(open: (atEnd: AtEnd) => Promise<T>): () => Promise<T> {
  const stops: (() => Promise<void>)[] = [];
  let opened: Promise<T> | undefined;
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });
  return () => {
    opened ??= open((stop) => void stops.push(stop));
    return opened;
  };
}

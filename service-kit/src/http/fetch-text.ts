/** Limits and headers of one request for a document. */
export interface FetchTextOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Time for the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest body that is read, in bytes. */
  readonly maxBytes: number;
}

/** A document, or `undefined` as its text if it has not changed (304). */
export interface FetchedText {
  readonly text: string | undefined;
  /** Its entity tag, or null if the server sent none. */
  readonly etag: string | null;
}

/**
 * Fetches a document of this process's configuration. Throws for any status but 200 and 304, for a body that is too large, and
 * for a redirect: the URL says which server is trusted, not which servers that server trusts.
 */
export async function fetchText(url: string, options: FetchTextOptions): Promise<FetchedText> {
  const { headers, timeoutMs, maxBytes } = options;
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  const etag = response.headers.get('etag');
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    if (response.status === 304) return { text: undefined, etag };
    throw new Error(`the status must be 200, but is ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the body must be at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), etag };
}

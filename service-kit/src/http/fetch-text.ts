/** Options for fetching a document. */
export interface FetchTextOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Timeout of the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Maximum size of the body, in bytes. */
  readonly maxBytes: number;
}

/** A document. Its text is undefined if it has not changed (304). */
export interface FetchedText {
  readonly text: string | undefined;
  /** Its entity tag, or null if the server sent none. */
  readonly etag: string | null;
}

/**
 * Fetches a document that the configuration names. Throws for any status except 200 and 304, and for a body that is too
 * large. Also throws for a redirect: the URL names the trusted server, and that server's redirects are not trusted.
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

import type { HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';

/** Maximum nesting of lists and objects in a body: far above real variables, far below the limit of the stack. */
const maxNesting = 100;

/**
 * Reads a JSON body of at most `maxBytes`. Throws HttpProblem: 413 for a larger one, 415 for a compressed one, 400 for
 * one that is incomplete, is not UTF-8 JSON or nests deeper than 100.
 */
export async function readJsonBody(request: HttpRequest, maxBytes: number): Promise<unknown> {
  const encoding = request.headers['content-encoding'] ?? '';
  if (!/^(identity)?$/i.test(encoding)) {
    const message = `Bodies must not be compressed, but the header Content-Encoding is ${JSON.stringify(encoding)}.`;
    throw new HttpProblem('UNSUPPORTED_MEDIA_TYPE', message);
  }
  const text = decode(await readBytes(request, maxBytes));
  if (nestsDeeperThan(text, maxNesting)) {
    throw new HttpProblem('BAD_REQUEST', `The body must not nest deeper than ${maxNesting} levels.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem('BAD_REQUEST', 'The body must be JSON, but it does not parse.');
  }
}

/**
 * Reads a body through events. The async iterator costs several listeners and promises for each chunk, and most bodies
 * have only one.
 */
function readBytes({ body, headers }: HttpRequest, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const announced = Number(headers['content-length'] ?? 0);
    if (announced > maxBytes) throw tooLarge(announced, maxBytes);
    // Not our failure. The client never reads this answer, but the log records it.
    const onClose = (): void =>
      reject(new HttpProblem('BAD_REQUEST', 'The client disconnected before the body was complete.'));
    if (body.destroyed) return onClose();
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        body.off('data', onData).pause();
        reject(tooLarge(size, maxBytes));
      }
    };
    const onEnd = (): void => {
      // Every body closes in the end, and creating an error costs more than the rest of this function.
      body.off('close', onClose);
      const [only] = chunks;
      resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, size));
      // The listeners stay as long as the request, which for a stream of events may be days.
      chunks.length = 0;
    };
    body.on('data', onData).once('end', onEnd);
    body.once('error', (error) => (isReset(error) ? onClose() : reject(error))).once('close', onClose);
  });
}

function isReset(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNRESET';
}

function tooLarge(figure: number, limit: number): HttpProblem {
  const message = `The body must be at most ${limit} bytes, but this one has at least ${figure}.`;
  return new HttpProblem(
    'PAYLOAD_TOO_LARGE',
    message,
    { connection: 'close' },
    { details: { figure, limit } },
  );
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new HttpProblem('BAD_REQUEST', 'The body must be UTF-8.');
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function nestsDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < json.length; index += 1) {
    const character = json.charCodeAt(index);
    if (character === backslash && quoted) index += 1;
    else if (character === quote) quoted = !quoted;
    else if (quoted) continue;
    else if (character === openBrace || character === openBracket) depth += 1;
    else if (character === closeBrace || character === closeBracket) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

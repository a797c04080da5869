/** A message of a stream of server-sent events (HTML, section 9.2). */
export interface SseMessage {
  /** default: `message` */
  readonly event: string;
  /** Undefined for a block of comments or an id alone, which servers send as a heartbeat. */
  readonly data: string | undefined;
  /** Undefined if the message does not change the last id. */
  readonly id: string | undefined;
}

/**
 * Reads messages from a body. An unfinished message at the end is dropped, as the specification says. Throws RangeError for
 * a message of more than `maxLength` characters.
 */
export async function* readSseMessages(
  body: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<SseMessage, void, undefined> {
  // It drops a byte order mark.
  const decoder = new TextDecoder();
  let lines: string[] = [];
  let rest = '';
  let length = 0;
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(lineBreak);
    rest = parts.pop() ?? '';
    for (const line of parts) {
      length += line.length;
      if (length > maxLength) throw tooLarge(maxLength);
      if (line !== '') lines.push(line);
      else if (lines.length > 0) {
        yield readMessage(lines);
        lines = [];
        length = 0;
      }
    }
    if (length + rest.length > maxLength) throw tooLarge(maxLength);
  }
}

/** A line break. A carriage return at the end of a chunk waits, because its line feed may be in the next one. */
const lineBreak = /\r\n|\n|\r(?!$)/;

function tooLarge(maxLength: number): RangeError {
  return new RangeError(`a message has more than ${maxLength} characters`);
}

function readMessage(lines: readonly string[]): SseMessage {
  let event = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) id = value;
  }
  return { event, data: data.length === 0 ? undefined : data.join('\n'), id };
}

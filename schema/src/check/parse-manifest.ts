import { Kind, parse } from 'graphql';
import { CheckError } from './check-error.ts';

/** An operation that clients send. */
export interface ClientOperation {
  /** The operation's name, or the beginning of its text. */
  readonly name: string;
  readonly text: string;
  /** Number of recorded requests, or undefined if it comes from a manifest, which does not count. */
  readonly count: number | undefined;
  readonly source: string;
}

/**
 * Parses a manifest of operations: as graphql-codegen writes it (`persistedDocuments`: id → text), as Apollo does
 * (`apollo-persisted-query-manifest`), or as a gateway records it. Throws CheckError for anything else.
 */
export function parseManifest(source: string, json: string): readonly ClientOperation[] {
  const content = parseJson(source, json);
  const entries = readList(content) ?? readTexts(content);
  if (entries === undefined) {
    throw new CheckError(
      `${source} must be a manifest, { "operations": [{ "body": … }] } or id → text, but is something else`,
    );
  }
  return entries.map(({ text, name = nameOf(text), count }) => ({ name, text, count, source }));
}

interface Entry {
  readonly text: string;
  readonly name?: string;
  readonly count?: number;
}

function parseJson(source: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new CheckError(`${source} must be JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function readList(content: unknown): readonly Entry[] | undefined {
  const operations: unknown = Reflect.get(Object(content), 'operations');
  if (!Array.isArray(operations)) return undefined;
  const entries = operations.map((each: unknown): Entry | undefined => {
    const { body, name, count }: { body?: unknown; name?: unknown; count?: unknown } = Object(each);
    if (typeof body !== 'string') return undefined;
    return {
      text: body,
      ...(typeof name === 'string' && name !== '' && { name }),
      ...(typeof count === 'number' && { count }),
    };
  });
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

function readTexts(content: unknown): readonly Entry[] | undefined {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const texts: readonly unknown[] = Object.values(content);
  return texts.every((text) => typeof text === 'string') ? texts.map((text) => ({ text })) : undefined;
}

/** Returns the operation's name, or the beginning of its text if it has none. */
function nameOf(text: string): string {
  const beginning = text.replaceAll(/\s+/g, ' ').trim().slice(0, 60);
  try {
    const [operation] = parse(text, { noLocation: true }).definitions.filter(
      (definition) => definition.kind === Kind.OPERATION_DEFINITION,
    );
    return operation?.name?.value ?? beginning;
  } catch {
    return beginning;
  }
}

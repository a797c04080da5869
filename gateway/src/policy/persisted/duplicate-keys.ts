/**
 * Returns a key that an object of this JSON has twice with different values, or undefined if there is none.
 * `JSON.parse` would silently keep the last value. The text must be valid JSON.
 */
export function findDuplicateKey(json: string): string | undefined {
  const open: OpenObject[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const inner = open.at(-1);
    switch (json[at]) {
      case '{':
        open.push({ values: new Map(), key: undefined, valueAt: 0 });
        break;
      case '[':
        open.push({ values: undefined, key: undefined, valueAt: 0 });
        break;
      case ':':
        if (inner) inner.valueAt = at + 1;
        break;
      case ',':
      case '}':
      case ']': {
        if (inner && isSecond(inner, json, at)) return inner.key;
        if (json[at] !== ',') open.pop();
        break;
      }
      case '"': {
        const end = endOfText(json, at);
        if (inner?.values && inner.key === undefined) inner.key = JSON.parse(json.slice(at, end + 1));
        at = end;
        break;
      }
      default:
    }
  }
  return undefined;
}

/** An object or list that is not closed yet. */
interface OpenObject {
  /** The text of each value by its key; undefined for a list. */
  readonly values: Map<string, string> | undefined;
  /** The key whose value is being read. */
  key: string | undefined;
  valueAt: number;
}

/** Ends a value. Returns whether its key had another one; if not, the next text is a key. */
function isSecond(object: OpenObject, json: string, end: number): boolean {
  if (object.values === undefined || object.key === undefined) return false;
  const value = json.slice(object.valueAt, end).trim();
  const before = object.values.get(object.key);
  if (before !== undefined && before !== value) return true;
  object.values.set(object.key, value);
  object.key = undefined;
  return false;
}

function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

function isEscaped(json: string, at: number): boolean {
  let backslashes = 0;
  while (json[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

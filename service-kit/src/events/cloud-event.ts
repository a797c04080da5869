/**
 * Event between services: CloudEvents 1.0 in its JSON format. Readers ignore attributes and fields of `data` that they do
 * not know.
 */
export interface CloudEvent<Type extends string = string, Data = unknown> {
  readonly specversion: '1.0';
  /** Unique for its source. An event that is published again keeps its id. */
  readonly id: string;
  /** Service that emitted it, such as `/orders`. */
  readonly source: string;
  /** Versioned name of its contract, such as `orders.order-paid.v1`. */
  readonly type: Type;
  /** Id of the entity that changed. Events of one subject are delivered in order. */
  readonly subject: string;
  /** Time of the change, as RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** W3C trace context of the request that made the change. */
  readonly traceparent?: string;
  readonly data: Data;
}

/** Reads a received event. Throws TypeError that names the first attribute that breaks the format. */
export function readCloudEvent(value: unknown): CloudEvent {
  const event: Readonly<Record<string, unknown>> = Object(value);
  if (event.specversion !== '1.0') throw malformed('specversion', 'be "1.0"', event.specversion);
  const { traceparent } = event;
  return {
    specversion: '1.0',
    id: readText(event, 'id'),
    source: readText(event, 'source'),
    type: readText(event, 'type'),
    subject: readText(event, 'subject'),
    time: readTime(event),
    datacontenttype: 'application/json',
    ...(typeof traceparent === 'string' && { traceparent }),
    data: event.data,
  };
}

/** Returns the service that emits events of a type: `orders` for `orders.order-paid.v1`. */
export function serviceOfType(type: string): string {
  return type.slice(0, Math.max(0, type.indexOf('.')));
}

/** Longest id, source, type or subject. Consumers store them. */
const maxTextLength = 512;

function readText(event: Readonly<Record<string, unknown>>, name: string): string {
  const text = event[name];
  if (typeof text === 'string' && text !== '' && text.length <= maxTextLength && !/\p{Cc}/u.test(text))
    return text;
  throw malformed(name, `be a text of 1 to ${maxTextLength} characters without control characters`, text);
}

function readTime({ time }: Readonly<Record<string, unknown>>): string {
  if (typeof time === 'string' && !Number.isNaN(Date.parse(time))) return time;
  throw malformed('time', 'be a time as RFC 3339 writes it', time);
}

function malformed(name: string, rule: string, value: unknown): TypeError {
  const shown = JSON.stringify(value)?.slice(0, 100);
  return new TypeError(`the attribute "${name}" of an event must ${rule}, but is ${shown}`);
}

import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type pg from 'pg';
import { requestScope } from '../request-scope.ts';
import { createBoundedLabel, otherLabel } from '../telemetry/bounded-label.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/start-tracing.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type Span, writeTraceContext } from '../telemetry/trace-context.ts';

/** Statement that is observed. */
export interface ObservedStatement {
  /** Comment to add to its text; undefined if there is none. */
  readonly comment?: string | undefined;
  /** Called when it has ended, with its failure if it failed. */
  readonly ends: (failure?: unknown) => void;
}

/** Observer of the connections and statements of a service. */
export interface DatabaseObserver {
  readonly observePool: (pool: pg.Pool, poolSize: number) => void;
  /** Called when a statement is sent. Undefined if nothing is observed. */
  readonly statementBegins: ((sql: string) => ObservedStatement | undefined) | undefined;
}

/** Creates the observer for the telemetry of the pool `name`. */
export function createDatabaseObserver({ metrics, tracing }: Telemetry, name: string): DatabaseObserver {
  const timed = metrics.isOn ? createStatementTimes(metrics, name) : undefined;
  const traced = tracing && createStatementSpans(tracing, name);
  return {
    observePool: (pool, poolSize) => observePool(metrics, name, pool, poolSize),
    statementBegins:
      timed === undefined || traced === undefined
        ? (timed ?? traced)
        : (sql) => {
            const [one, other] = [timed(), traced(sql)];
            if (other === undefined) return one;
            const ends = (failure?: unknown): void => {
              one.ends(failure);
              other.ends(failure);
            };
            return { comment: other.comment, ends };
          },
  };
}

function observePool(metrics: Metrics, name: string, pool: pg.Pool, poolSize: number): void {
  const attributes = { 'db.client.connection.pool.name': name };
  const inState = (state: string) => ({ ...attributes, 'db.client.connection.state': state });
  metrics.observe('db.client.connection.count', () => [
    { value: pool.idleCount, attributes: inState('idle') },
    { value: pool.totalCount - pool.idleCount, attributes: inState('used') },
  ]);
  metrics.observe('db.client.connection.max', () => [{ value: poolSize, attributes }]);
  metrics.observe('db.client.connection.pending_requests', () => [{ value: pool.waitingCount, attributes }]);
}

function createStatementTimes(metrics: Metrics, name: string): () => ObservedStatement {
  const attributes = { 'db.client.connection.pool.name': name };
  const recordDuration = metrics.histogram('db.client.operation.duration');
  const labelOf = createBoundedLabel({ others: 50 });
  return () => {
    const startedAt = performance.now();
    return {
      ends: (failure) =>
        recordDuration(
          (performance.now() - startedAt) / 1_000,
          failure === undefined ? attributes : { ...attributes, 'error.type': labelOf(sqlStateOf(failure)) },
        ),
    };
  };
}

/** Creates spans of statements inside a request or an event. Statements of work that nobody waits for have none. */
function createStatementSpans({ inside, hasSqlComments }: Tracing, name: string) {
  return (sql: string): ObservedStatement | undefined => {
    const parent = requestScope.getStore()?.span;
    if (parent === undefined || !parent.isRecording()) return undefined;
    const text = withoutValues(sql);
    const summary = summarize(text);
    const attributes = {
      'db.system.name': 'postgresql',
      'db.namespace': name,
      'db.query.summary': summary,
      'db.query.text': text,
    };
    const options = { kind: SpanKind.CLIENT, attributes };
    const span = inside(parent, summary, options);
    return {
      comment: hasSqlComments ? commentOf(span) : undefined,
      ends(failure) {
        if (failure !== undefined)
          span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', sqlStateOf(failure));
        span.end();
      },
    };
  };
}

/** Returns the trace context of a span as a comment in the form of sqlcommenter. */
function commentOf(span: Span): string {
  return `/*traceparent='${writeTraceContext(span).traceparent}'*/`;
}

/** Returns the name of a statement: its verb and its first table, as in `SELECT orders`. */
function summarize(text: string): string {
  const [verb = 'SQL'] = /[a-z]+/i.exec(text) ?? [];
  const [, table] = firstTable.exec(text) ?? [];
  return table === undefined ? verb.toUpperCase() : `${verb.toUpperCase()} ${table}`;
}

/** Matches a table. `distinct from` and `extract(epoch from …)` precede a column, and a function has a parenthesis. */
const firstTable = /(?<!distinct |epoch )\b(?:from|into|update) "?(\w{1,63})\b"?(?!\()/i;

/** Returns a statement with `?` for each text in it. Parameters are no part of its text. */
function withoutValues(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'/g, '?').slice(0, maxTextLength);
}

const maxTextLength = 2_000;

/** Returns the SQLSTATE of a failure, or `_OTHER` if it has none. */
function sqlStateOf(failure: unknown): string {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : otherLabel;
}

-- The default comes second, so that PostgreSQL does not rewrite the table. Older events have no id.
alter table outbox add column event_id uuid;
alter table outbox alter column event_id set default gen_random_uuid();
-- Version of the contract of `data`.
alter table outbox add column version smallint not null default 1;
-- W3C trace context of the request that made the change, if its transaction sets it.
alter table outbox add column traceparent text default nullif(current_setting('events.traceparent', true), '');

-- Readers that deliver events to other services. Events that one of them has not read are kept.
create table outbox_reader (
  name text primary key,
  -- Null before the first event.
  cursor text,
  -- Snapshot of the transactions that it has read.
  seen text,
  read_at timestamptz not null default clock_timestamp()
);

-- Events of other services that a consumer has handled. Commits together with the effect of the event.
create table inbox (
  consumer text not null,
  source text not null,
  event_id text not null,
  event_time timestamptz not null,
  handled_at timestamptz not null default clock_timestamp(),
  primary key (consumer, source, event_id)
);

create index inbox_by_consumer on inbox (consumer, handled_at desc);

-- For deleting old rows. They are written in the order of this column.
create index inbox_by_time on inbox using brin (handled_at);

-- Events that could not be handled yet. Of each entity, the first one is `retrying` or `dead`, and later ones are `waiting`.
create table parked_event (
  id bigint generated always as identity primary key,
  consumer text not null,
  source text not null,
  event_id text not null,
  subject text not null,
  -- json, not jsonb, which cannot store every text of JSON.
  event json not null,
  state text not null,
  attempts integer not null default 0,
  error text,
  parked_at timestamptz not null default clock_timestamp(),
  retry_at timestamptz,
  constraint parked_events_are_parked_once unique (consumer, source, event_id),
  constraint parked_events_state_is_known check (state in ('retrying', 'waiting', 'dead')),
  constraint parked_events_retry_at_a_time check ((state = 'retrying') = (retry_at is not null))
);

create index parked_events_by_subject on parked_event (consumer, source, subject, id);

create index parked_events_to_retry on parked_event (retry_at) where retry_at is not null;

-- Progress of consumers that read the feeds of other services.
create table feed_cursor (
  consumer text not null,
  source text not null,
  cursor text,
  -- The process that reads for this consumer now.
  holder uuid,
  held_until timestamptz,
  -- Time since which events are missing, because the producer had deleted them before they were read.
  lost_since timestamptz,
  primary key (consumer, source)
);

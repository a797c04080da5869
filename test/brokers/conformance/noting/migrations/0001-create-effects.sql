-- One row for each time that an event had its effect. Nothing keeps an event from having it twice.
create table effects (
  id bigint generated always as identity primary key,
  counter text not null,
  value integer not null,
  -- Process that handled the event.
  process text not null,
  emitted_at timestamptz not null,
  at timestamptz not null default clock_timestamp()
);

-- Counters whose events cannot be handled.
create table poisoned (
  counter text primary key
);

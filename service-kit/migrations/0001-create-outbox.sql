-- Events of a service. The transaction of a change writes its event, so that there is never one without the other.
-- "if not exists": databases of older releases have these tables from a migration of their service.
create table if not exists outbox (
  -- Order of the events of one entity: a change waits for the row lock of the change before it, and takes its number later.
  -- Events of different entities become visible in another order.
  id bigint generated always as identity primary key,
  -- Tells a reader which events it has not seen yet: those that its last snapshot does not show.
  transaction xid8 not null default pg_current_xact_id(),
  entity text not null,
  entity_id text not null,
  type text not null,
  at timestamptz(3) not null default clock_timestamp(),
  data jsonb not null
);

create index if not exists outbox_by_transaction on outbox (transaction);

-- One row: the last transaction of which an event was deleted. A reader that has not seen it has lost events.
create table if not exists outbox_pruning (
  one_row boolean primary key default true,
  last_transaction xid8 not null default '0',
  constraint outbox_pruning_has_one_row check (one_row)
);

insert into outbox_pruning default values on conflict do nothing;

-- Events of this service. The transaction of a change writes its event, so that there is never one without the other.
create table outbox (
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

create index outbox_by_transaction on outbox (transaction);

-- One row: the last transaction of which an event was deleted. A reader that has not seen it has lost events.
create table outbox_pruning (
  one_row boolean primary key default true,
  last_transaction xid8 not null default '0',
  constraint outbox_pruning_has_one_row check (one_row)
);

insert into outbox_pruning default values;

-- No name and no address: events are kept for a while, and other services read them.
create function emit_user_event() returns trigger language plpgsql as $$
begin
  insert into outbox (entity, entity_id, type, data)
  values (
    'user', new.id,
    case
      when tg_op = 'INSERT' then 'user-registered'
      when new.status = 'DEACTIVATED' and old.status <> 'DEACTIVATED' then 'user-deactivated'
      else 'user-updated'
    end,
    jsonb_build_object('status', new.status)
  );
  return null;
end
$$;

create trigger emit_user_registered after insert on users
  for each row execute function emit_user_event();

create trigger emit_user_changed after update on users
  for each row when (old.* is distinct from new.*) execute function emit_user_event();

create table counters (
  name text primary key,
  value integer not null
);

-- The row lock of the counter is held when the event takes its number.
create function write_event() returns trigger language plpgsql as $$
begin
  insert into outbox (entity, entity_id, type, data)
  values ('counter', new.name, 'counter-changed', jsonb_build_object('value', new.value));
  return null;
end $$;

create trigger counters_write_events after insert or update on counters
for each row execute function write_event();

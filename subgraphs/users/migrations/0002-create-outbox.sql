-- Writes the events of this service. The table `outbox` is the service kit's.

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

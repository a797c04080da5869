-- Emits the current state of up to `size` users after an id, as events. Other services build or repair a projection from them
-- when the events that led to this state are deleted. Returns the last id, or null if there is no further user.
create function restate_user(after text, size integer) returns text language plpgsql as $$
declare
  last text;
begin
  with page as (
    -- Locked, so that the event of a concurrent change comes after this one.
    select id, status from users where after is null or id > after::uuid order by id limit size for share
  ), emitted as (
    insert into outbox (entity, entity_id, type, data)
    select 'user', id, 'user-restated', jsonb_build_object('status', status)
    from page order by page.id returning entity_id
  )
  select entity_id into last from emitted order by entity_id::uuid desc limit 1;
  return last;
end
$$;

-- Returns those of the ids that users have. A projection forgets the others.
create function known_user(ids text[]) returns setof text language sql stable as $$
  select id::text from users where id = any(ids::uuid[])
$$;

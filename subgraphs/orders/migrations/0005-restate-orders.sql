-- Emits the current state of up to `size` orders after an id, as events. Other services build or repair a projection from them
-- when the events that led to this state are deleted. Returns the last id, or null if there is no further order.
create function restate_order(after text, size integer) returns text language plpgsql as $$
declare
  last text;
begin
  with page as (
    -- Locked, so that the event of a concurrent change comes after this one.
    select * from orders where after is null or id > after::uuid order by id limit size for share
  ), emitted as (
    insert into outbox (entity, entity_id, type, data)
    select 'order', id, 'order-restated', jsonb_build_object(
      'customerId', customer_id,
      'status', status,
      'total', jsonb_build_object('amount', total_amount, 'currency', currency)
    )
    from page order by page.id returning entity_id
  )
  select entity_id into last from emitted order by entity_id::uuid desc limit 1;
  return last;
end
$$;

-- Returns those of the ids that orders have. A projection forgets the others.
create function known_order(ids text[]) returns setof text language sql stable as $$
  select id::text from orders where id = any(ids::uuid[])
$$;

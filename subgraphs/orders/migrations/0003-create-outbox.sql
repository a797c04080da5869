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

create function emit_order_event() returns trigger language plpgsql as $$
begin
  insert into outbox (entity, entity_id, type, data)
  values (
    'order', new.id, 'order-' || lower(case tg_op when 'INSERT' then 'PLACED' else new.status end),
    jsonb_build_object(
      'customerId', new.customer_id,
      'status', new.status,
      'total', jsonb_build_object('amount', new.total_amount, 'currency', new.currency)
    )
  );
  return null;
end
$$;

create trigger emit_order_placed after insert on orders
  for each row execute function emit_order_event();

create trigger emit_order_changed after update of status on orders
  for each row when (old.status is distinct from new.status) execute function emit_order_event();

create function emit_stock_event() returns trigger language plpgsql as $$
begin
  insert into outbox (entity, entity_id, type, data)
  values (
    'product', new.sku, case when new.stock < old.stock then 'stock-decreased' else 'stock-increased' end,
    jsonb_build_object('stock', new.stock)
  );
  return null;
end
$$;

create trigger emit_stock_changed after update of stock on products
  for each row when (old.stock is distinct from new.stock) execute function emit_stock_event();

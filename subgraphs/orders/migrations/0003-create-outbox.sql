-- Writes the events of this service. The table `outbox` is the service kit's.

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

-- What becomes of an order after it was placed. The database itself notes it, so that no writer forgets to: not a
-- release that knows nothing of this table, and not a person who puts something right by hand.
create table order_changes (
  id bigint generated always as identity primary key,
  order_id uuid not null references orders (id),
  status text not null,
  changed_at timestamptz(3) not null,
  -- The subject of the token, which need not be a user; null where the writer did not say.
  changed_by text
);

create index order_changes_of_order on order_changes (order_id, id);

create function note_order_change() returns trigger language plpgsql as $$
begin
  -- Not now(), which is when the transaction began: it may then have waited for another change of this order.
  insert into order_changes (order_id, status, changed_at, changed_by)
  values (new.id, new.status, clock_timestamp(), nullif(current_setting('orders.viewer', true), ''));
  return null;
end
$$;

create trigger note_order_change after update of status on orders
  for each row when (old.status is distinct from new.status) execute function note_order_change();

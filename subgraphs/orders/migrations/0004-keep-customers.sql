-- Customers, as events of the users service report them: whether they may order. A customer without a row is active.
create table customers (
  id uuid primary key,
  status text not null default 'ACTIVE',
  -- Time of the event that gave the status. Null before the first one.
  as_of timestamptz(3),
  constraint customers_status_is_known check (status in ('ACTIVE', 'DEACTIVATED'))
);

-- Returns the status of a customer. It stays so until the transaction ends: a deactivation waits, then sees the orders of this
-- transaction. Orders of one customer do not wait for each other.
create function lock_customer(customer uuid) returns text language plpgsql as $$
declare
  locked text;
begin
  select status into locked from customers where id = customer for share;
  if locked is null then
    insert into customers (id) values (customer) on conflict do nothing;
    select status into locked from customers where id = customer for share;
  end if;
  return locked;
end
$$;

-- For writers that do not ask: a release that knows nothing of this table, and a person.
create function refuse_order_of_deactivated_customer() returns trigger language plpgsql as $$
begin
  if lock_customer(new.customer_id) = 'DEACTIVATED' then
    raise exception 'the customer % is deactivated', new.customer_id
      using errcode = 'check_violation', constraint = 'orders_are_of_active_customers';
  end if;
  return new;
end
$$;

create trigger refuse_order_of_deactivated_customer before insert on orders
  for each row execute function refuse_order_of_deactivated_customer();

-- Why a status was changed, if not because a person asked for it.
alter table order_changes add column reason text;

create or replace function note_order_change() returns trigger language plpgsql as $$
begin
  -- clock_timestamp(), not now(): now() is the start of the transaction, which may have waited for another change of the same
  -- order.
  insert into order_changes (order_id, status, changed_at, changed_by, reason)
  values (
    new.id, new.status, clock_timestamp(),
    nullif(current_setting('orders.viewer', true), ''),
    nullif(current_setting('orders.reason', true), '')
  );
  return null;
end
$$;

create table products (
  -- "C" so that the order of a page does not depend on the server's locale.
  sku text collate "C" primary key,
  name text not null,
  -- Low enough that the total of any order stays exact in JavaScript.
  price_amount bigint not null,
  price_currency text not null,
  stock integer not null,
  constraint products_sku_is_short check (char_length(sku) between 1 and 64),
  constraint products_price_is_sane check (price_amount between 0 and 10000000000),
  constraint products_are_not_oversold check (stock >= 0)
);

create table orders (
  id uuid primary key default gen_random_uuid(),
  -- A user of another service: an id, never a foreign key.
  customer_id uuid not null,
  status text not null default 'PLACED',
  total_amount bigint not null,
  currency text not null,
  -- Milliseconds, as a JavaScript date holds them: a cursor must hit the row that it was made from.
  placed_at timestamptz(3) not null default now(),
  idempotency_key text not null,
  constraint orders_status_is_known check (status in ('PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED')),
  constraint orders_are_placed_once unique (customer_id, idempotency_key)
);

create index orders_newest_first on orders (placed_at desc, id desc);

create index orders_of_customer_newest_first on orders (customer_id, placed_at desc, id desc);

create table order_lines (
  order_id uuid not null references orders (id),
  position integer not null,
  sku text collate "C" not null references products (sku),
  quantity integer not null,
  unit_amount bigint not null,
  primary key (order_id, position),
  constraint order_lines_name_a_product_once unique (order_id, sku),
  constraint order_lines_quantity_is_sane check (quantity between 1 and 10000)
);

-- Orders number $1 to $2 of `npm run seed`, of the demo's customers and products, over the past two years.
with numbers as materialized (
  select n, gen_random_uuid() as id from generate_series($1::int, $2::int) as n
), lines as (
  select numbers.id as order_id, line as position, products.sku, 1 + (n + line) % 3 as quantity, price_amount as unit_amount
  from numbers
  cross join lateral generate_series(1, 1 + n % 3) as line
  join products on products.sku = (
    array['CHAIR-OAK', 'MUG-BLUE', 'LAMP-BRASS', 'NOTEBOOK-A5', 'DESK-STAND', 'BOOK-GRAPHS', 'PEN-FOUNTAIN', 'BAG-CANVAS', 'MUG-GREEN']
  )[1 + (n * 2 + line * 4) % 9]
), placed as (
  insert into orders (id, customer_id, status, total_amount, currency, placed_at, idempotency_key)
  select
    id,
    ('00000000-0000-4000-8000-' || lpad(to_hex(1 + n * 7 % 60), 12, '0'))::uuid,
    (array['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'DELIVERED', 'DELIVERED', 'CANCELLED', 'PAID'])[1 + n % 8],
    (select sum(quantity * unit_amount) from lines where order_id = numbers.id),
    'EUR',
    now() - (n * 7919 % 1051200) * interval '1 minute',
    'seed-' || id
  from numbers
)
insert into order_lines (order_id, position, sku, quantity, unit_amount)
select order_id, position, sku, quantity, unit_amount from lines

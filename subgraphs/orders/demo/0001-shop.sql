insert into products (sku, name, price_amount, price_currency, stock) values
  ('BAG-CANVAS', 'Canvas bag', 2400, 'EUR', 120),
  ('BOOK-GRAPHS', 'Graphs, illustrated', 3850, 'EUR', 80),
  ('CHAIR-OAK', 'Oak chair', 24900, 'EUR', 25),
  ('DESK-STAND', 'Standing desk', 59900, 'EUR', 12),
  ('KEYBOARD-US', 'Mechanical keyboard', 12900, 'USD', 60),
  ('LAMP-BRASS', 'Brass lamp', 8950, 'EUR', 40),
  ('MUG-BLUE', 'Blue mug', 1450, 'EUR', 300),
  ('MUG-GREEN', 'Green mug', 1450, 'EUR', 3),
  ('NOTEBOOK-A5', 'Notebook, A5', 990, 'EUR', 500),
  ('PEN-FOUNTAIN', 'Fountain pen', 4700, 'EUR', 75),
  ('POSTER-PLAN', 'Poster: a query plan', 1900, 'USD', 200),
  ('TEAPOT-IRON', 'Cast-iron teapot', 6800, 'EUR', 0);

-- 180 orders of the demo's customers, of every age and status, each with one to three lines.
insert into orders (id, customer_id, status, total_amount, currency, placed_at, idempotency_key)
select
  ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
  -- Some customers come often, and every third of the others never.
  ('00000000-0000-4000-8000-' || lpad(to_hex(1 + case when n % 3 = 0 then n * n / 3 % 12 else n * 7 % 60 end), 12, '0'))::uuid,
  (array['PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'DELIVERED', 'DELIVERED', 'CANCELLED', 'PAID'])[1 + n % 8],
  0,
  'EUR',
  timestamptz '2026-03-01 08:00:00+00' + n * interval '23 hours 11 minutes',
  'demo-' || n
from generate_series(1, 180) as n;

insert into order_lines (order_id, position, sku, quantity, unit_amount)
select orders.id, line, products.sku, 1 + (n + line) % 3, products.price_amount
from orders
cross join lateral (select substring(idempotency_key from 6)::int as n) as number
cross join lateral generate_series(1, 1 + n % 3) as line
join products on products.sku = (
  array['CHAIR-OAK', 'MUG-BLUE', 'LAMP-BRASS', 'NOTEBOOK-A5', 'DESK-STAND', 'BOOK-GRAPHS', 'PEN-FOUNTAIN', 'BAG-CANVAS', 'MUG-GREEN']
)[1 + (n * 2 + line * 4) % 9]
where orders.idempotency_key like 'demo-%';

update orders
set total_amount = lines.total
from (select order_id, sum(quantity * unit_amount) as total from order_lines group by order_id) as lines
where lines.order_id = orders.id;

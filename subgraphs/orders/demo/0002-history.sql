-- How the demo's orders came to their status: paid and cancelled by their customers, shipped and delivered by the
-- demo's staff user. Orders that somebody has moved meanwhile keep what was noted then.
insert into order_changes (order_id, status, changed_at, changed_by)
select
  orders.id,
  step.status,
  orders.placed_at + step.after + number.n * interval '7 minutes',
  case when step.by_staff then '00000000-0000-4000-8000-000000000001' else orders.customer_id::text end
from orders
cross join lateral (select substring(idempotency_key from 6)::int as n) as number
join (
  values
    ('PAID', interval '25 minutes', false, array['PAID', 'SHIPPED', 'DELIVERED']),
    ('SHIPPED', interval '1 day 3 hours', true, array['SHIPPED', 'DELIVERED']),
    ('DELIVERED', interval '3 days 5 hours', true, array['DELIVERED']),
    ('CANCELLED', interval '2 hours', false, array['CANCELLED'])
) as step (status, after, by_staff, reached) on orders.status = any(step.reached)
where orders.idempotency_key like 'demo-%'
  and not exists (select from order_changes as noted where noted.order_id = orders.id)
order by orders.id, step.after;

-- Sixty people with ids that other services' demo data can name: the first of them is the demo's staff user.
insert into users (id, email, name, created_at, updated_at)
select
  ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  lower(given || '.' || family || n || '@example.com'),
  given || ' ' || family,
  registered,
  registered
from generate_series(1, 60) as n
cross join lateral (
  select
    (array['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Ken', 'Radia', 'Leslie', 'Frances', 'Tony'])[1 + (n - 1) % 12] as given,
    (array['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Silva', 'Novak', 'Haddad'])[1 + (n - 1) % 7] as family,
    timestamptz '2026-01-05 09:00:00+00' + n * interval '19 hours 7 minutes' as registered
) as person;

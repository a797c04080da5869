-- Users number $1 to $2 of `npm run seed`, registered over the past two years.
insert into users (id, email, name, created_at, updated_at)
select id, 'person-' || id || '@example.com', 'Person ' || left(id::text, 8), registered, registered
from generate_series($1::int, $2::int) as n
cross join lateral (
  select gen_random_uuid() as id, now() - (n * 7919 % 1051200) * interval '1 minute' as registered
) as person

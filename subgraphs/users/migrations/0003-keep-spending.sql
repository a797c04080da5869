-- Orders, as events of the orders service report them. Only for finding users by their spending: `User.tier` asks that service.
create table reported_orders (
  id uuid primary key,
  user_id uuid not null,
  status text not null,
  amount bigint not null,
  currency text not null,
  -- Time of the event.
  as_of timestamptz(3) not null
);

create index reported_orders_of_user on reported_orders (user_id);

create index reported_orders_latest on reported_orders (as_of desc);

-- For each user, the most that they have spent in any one currency that counts for a tier. Kept apart from users, so that an
-- order changes no user and emits no event of one.
create table spending (
  user_id uuid primary key,
  most numeric not null default 0
);

create index spending_most_first on spending (most desc, user_id desc);

-- A row for each user, also one who never ordered, so that an index sorts all of them.
insert into spending (user_id) select id from users;

create function begin_spending() returns trigger language plpgsql as $$
begin
  insert into spending (user_id) values (new.id) on conflict do nothing;
  return null;
end
$$;

create trigger begin_spending after insert on users
  for each row execute function begin_spending();

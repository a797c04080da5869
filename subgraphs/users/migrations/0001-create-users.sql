create table users (
  id uuid primary key default gen_random_uuid(),
  email text not null,
  name text not null,
  status text not null default 'ACTIVE',
  -- Milliseconds, as a JavaScript date holds them: a cursor must hit the row that it was made from.
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  constraint users_status_is_known check (status in ('ACTIVE', 'DEACTIVATED')),
  constraint users_name_is_short check (char_length(name) between 1 and 200)
);

create unique index users_email_is_unique on users (lower(email));

create index users_newest_first on users (created_at desc, id desc);

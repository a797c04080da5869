import { readdirSync, readFileSync } from 'node:fs';
import { readRegistry, subgraphFolder } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { checkExpandOnly } from './expand-only.ts';

test('every migration keeps old code working, or its name declares that no old code runs', () => {
  const problems = readRegistry().flatMap(({ name }) => {
    const folder = new URL('migrations/', subgraphFolder(name));
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    expect(files.length, name).toBeGreaterThan(0);
    return files.flatMap((file) =>
      checkExpandOnly(`${name}/${file}`, readFileSync(new URL(file, folder), 'utf8')),
    );
  });
  expect(problems).toEqual([]);
});

for (const statement of [
  'drop table users',
  'DROP TABLE IF EXISTS users',
  'alter table users drop column name',
  'alter table users drop name',
  'alter table users\n  add column a int,\n  drop if exists name',
  'alter table users rename to people',
  'alter table users rename column name to title',
  "alter type status rename value 'A' to 'B'",
  'alter table users alter column name set not null',
  'alter table users alter name set not null',
  'alter table users alter column name type varchar(10)',
  'alter table users alter name set data type text',
  'alter table users add column age int not null',
  'alter table users add age int not null',
  'alter table users add price numeric(10, 2) not null',
  'truncate users',
  'delete from users',
  'drop view names',
  'alter table users set schema other',
  'revoke all on users from public',
]) {
  test(`"${statement}" is refused with an alternative`, () => {
    expect(checkExpandOnly('users/0002-x.sql', `create table t (n int);\n${statement};`)).toEqual([
      expect.stringMatching(/^users\/0002-x\.sql .+\*\.contract\.sql$/),
    ]);
    expect(checkExpandOnly('users/0002-x.contract.sql', statement)).toEqual([]);
  });
}

for (const statement of [
  'create table t (n int not null, type text not null)',
  'alter table users add column age int',
  'alter table users add column age int not null default 0',
  "alter table users add column note text default 'drop table users' not null",
  'create index concurrently users_by_age on users (age)',
  'alter table users alter column name drop not null',
  'alter table users alter column name drop default',
  'alter table users drop constraint users_name_is_short',
  'alter table users add constraint age_is_sane check (age is not null) not valid',
  'alter table users add price numeric(10, 2) default 0 not null',
  'drop index users_by_age',
  '-- drop table users',
  '/* rename */ select 1',
  "update users set name = 'delete from users'",
]) {
  test(`"${statement}" is allowed`, () => {
    expect(checkExpandOnly('users/0002-x.sql', statement)).toEqual([]);
  });
}

import type { FormEvent } from 'react';
import { hrefOf, navigate, useAddress } from '../routing/address.ts';
import { Field } from './field.tsx';

interface SearchBoxProps {
  readonly label: string;
  readonly path: string;
  readonly value: string | undefined;
}

/** Search of one text. It sets the parameter `search` of the address, keeps the others, and leads to the first page. */
export function SearchBox({ label, path, value }: SearchBoxProps) {
  const { after: _, ...others } = Object.fromEntries(useAddress().search);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const search = String(new FormData(event.currentTarget).get('search') ?? '').trim();
    navigate(hrefOf(path, { ...others, search }));
  };
  return (
    <search>
      <form key={value} className="fields search-box" onSubmit={submit}>
        <Field name="search" label={label} value={value} maxLength={100} />
        <button type="submit">Search</button>
      </form>
    </search>
  );
}

import { hrefOf, useAddress } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';

interface ChoiceFilterProps {
  readonly label: string;
  readonly path: string;
  readonly parameter: string;
  /** Values of the parameter. The one that leaves it out is undefined. */
  readonly choices: readonly { readonly name: string; readonly value: string | undefined }[];
  readonly chosen: string | undefined;
}

/** Links that set one parameter of the address, keep the others, and lead to the first page. */
export function ChoiceFilter({ label, path, parameter, choices, chosen }: ChoiceFilterProps) {
  const { after: _, ...others } = Object.fromEntries(useAddress().search);
  return (
    <nav className="filter" aria-label={label}>
      {choices.map(({ name, value }) => (
        <Link
          key={name}
          href={hrefOf(path, { ...others, [parameter]: value ?? '' })}
          aria-current={value === chosen ? 'true' : undefined}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

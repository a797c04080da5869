import { CustomerNameFragmentDoc, type FragmentType, readFragment, type Tier } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';

interface CustomerNameProps {
  readonly customer: FragmentType<typeof CustomerNameFragmentDoc>;
  /** If given, the name links to all orders of this customer. */
  readonly filterId?: string;
}

/** Name and tier of a customer. */
export function CustomerName({ customer, filterId }: CustomerNameProps) {
  const { name, tier } = readFragment(CustomerNameFragmentDoc, customer);
  return (
    <>
      {filterId === undefined ? (
        <span className="customer">{name}</span>
      ) : (
        <Link href={hrefOf('', { customer: filterId })} className="customer" title={`All orders of ${name}`}>
          {name}
        </Link>
      )}
      {tier !== null && (
        <span className="tier" data-tier={tier}>
          {tierNames[tier]}
        </span>
      )}
    </>
  );
}

const tierNames: Readonly<Record<Tier, string>> = { BRONZE: 'Bronze', SILVER: 'Silver', GOLD: 'Gold' };

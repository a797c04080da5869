import { CustomerNameFragmentDoc, type FragmentType, readFragment, type Tier } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';

interface CustomerNameProps {
  readonly customer: FragmentType<typeof CustomerNameFragmentDoc>;
  /** Where it is given, the name leads to all orders of this customer. */
  readonly filterId?: string;
}

/** What a customer is called, and how good a customer they are. */
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

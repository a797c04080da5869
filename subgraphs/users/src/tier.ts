/** How good a customer somebody is, by what they have spent. */
export type Tier = 'BRONZE' | 'SILVER' | 'GOLD';

/** An amount in the minor unit of its currency. */
export interface Spending {
  readonly amount: number;
  readonly currency: string;
}

/** From which spending in any one currency a tier is earned, the highest first. */
const thresholds: readonly { readonly tier: Tier; readonly from: number }[] = [
  { tier: 'GOLD', from: 2_000_00 },
  { tier: 'SILVER', from: 500_00 },
];

/** Currencies whose minor unit is a hundredth and whose worth is close enough for one table. */
const currencies: ReadonlySet<string> = new Set(['EUR', 'GBP', 'USD']);

/** The highest tier that the spending in any one currency earns; currencies are never added up. */
export function tierFor(spent: readonly Spending[]): Tier {
  const most = Math.max(
    0,
    ...spent.filter(({ currency }) => currencies.has(currency)).map(({ amount }) => amount),
  );
  return thresholds.find(({ from }) => most >= from)?.tier ?? 'BRONZE';
}

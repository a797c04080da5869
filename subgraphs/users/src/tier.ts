export type Tier = 'BRONZE' | 'SILVER' | 'GOLD';

/** An amount in the minor unit of its currency. */
export interface Spending {
  readonly amount: number;
  readonly currency: string;
}

/** Least spending in any one currency for each tier, highest first. */
const thresholds: readonly { readonly tier: Tier; readonly from: number }[] = [
  { tier: 'GOLD', from: 2_000_00 },
  { tier: 'SILVER', from: 500_00 },
];

/** Currencies with hundredths as minor unit and similar value, so that one table fits all. */
const currencies: ReadonlySet<string> = new Set(['EUR', 'GBP', 'USD']);

/** Returns the highest tier that the spending in any one currency reaches. Currencies are never added up. */
export function tierFor(spent: readonly Spending[]): Tier {
  const most = Math.max(
    0,
    ...spent.filter(({ currency }) => currencies.has(currency)).map(({ amount }) => amount),
  );
  return thresholds.find(({ from }) => most >= from)?.tier ?? 'BRONZE';
}

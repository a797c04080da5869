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
export const tierCurrencies: readonly string[] = ['EUR', 'GBP', 'USD'];

/** Returns the highest tier that the spending in any one currency reaches. Currencies are never added up. */
export function tierFor(spent: readonly Spending[]): Tier {
  const most = Math.max(
    0,
    ...spent.filter(({ currency }) => tierCurrencies.includes(currency)).map(({ amount }) => amount),
  );
  return thresholds.find(({ from }) => most >= from)?.tier ?? 'BRONZE';
}

/** Returns the spending of a tier: from an amount, and below the amount of the next tier if there is one. */
export function spendingOf(tier: Tier): { readonly from: number; readonly below: number | undefined } {
  const place = thresholds.findIndex((threshold) => threshold.tier === tier);
  const next = place === -1 ? thresholds.at(-1) : thresholds[place - 1];
  return { from: thresholds[place]?.from ?? 0, below: next?.from };
}

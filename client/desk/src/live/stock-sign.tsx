import { StockFollowedDocument } from '../../../src/index.ts';
import { LiveSign } from './live-sign.tsx';
import { useLive } from './use-live.ts';

/** Maximum number of products that the graph lets one subscription follow. */
const maxFollowed = 100;

interface StockSignProps {
  /** At least one SKU. */
  readonly skus: readonly string[];
  readonly refresh: () => Promise<unknown>;
}

/** Follows the stock of the products that a page shows, and tells whether the figures are live. */
export function StockSign({ skus, refresh }: StockSignProps) {
  const state = useLive({
    document: StockFollowedDocument,
    variables: { skus: skus.slice(0, maxFollowed) },
    refresh,
    isComplete: true,
  });
  return <LiveSign state={state} />;
}

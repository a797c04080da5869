import { useMutation } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { PlaceOrderDocument } from '../../../src/index.ts';
import { hrefOf, navigate } from '../routing/address.ts';
import { type Basket, createBasket, linesOf } from './basket.ts';
import { type PlacementOutcome, readPlacement } from './placement-outcome.ts';

/**
 * Places the basket's order with the basket's key, one attempt at a time. After an order was placed, it is shown and the
 * basket is replaced by a new one. After any other outcome the basket keeps its lines and its key.
 */
export function usePlaceOrder(basket: Basket, setBasket: (basket: Basket) => void, onRefused: () => void) {
  const [placeOrder] = useMutation(PlaceOrderDocument, { errorPolicy: 'all' });
  const busy = useRef(false);
  const [placing, setPlacing] = useState(false);
  const [outcome, setOutcome] = useState<{ readonly of: Basket; readonly is: PlacementOutcome }>();
  const place = async (): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setPlacing(true);
    const input = { lines: linesOf(basket), idempotencyKey: basket.key };
    const { data, error } = await placeOrder({ variables: { input } });
    const came = readPlacement(data?.placeOrder, error);
    busy.current = false;
    setPlacing(false);
    setOutcome({ of: basket, is: came });
    if (came.kind === 'placed') {
      setBasket(createBasket());
      navigate(hrefOf(`orders/${came.orderId}`));
    } else if (came.kind === 'refused') onRefused();
  };
  // The outcome of another basket is not shown beside this one.
  return { place, placing, outcome: outcome?.of === basket ? outcome.is : undefined };
}

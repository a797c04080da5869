import { useState } from 'react';
import { type Basket, createBasket, readBasket } from './basket.ts';

const storageKey = 'desk.basket';

/** Returns the basket of this tab. The basket and its idempotency key outlive a reload of the page. */
export function useBasket(): readonly [Basket, (basket: Basket) => void] {
  const [basket, setBasket] = useState(() => {
    const opened = readBasket(sessionStorage.getItem(storageKey)) ?? createBasket();
    sessionStorage.setItem(storageKey, JSON.stringify(opened));
    return opened;
  });
  const change = (changed: Basket): void => {
    sessionStorage.setItem(storageKey, JSON.stringify(changed));
    setBasket(changed);
  };
  return [basket, change];
}

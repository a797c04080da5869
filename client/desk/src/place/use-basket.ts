import { useState } from 'react';
import { type Basket, createBasket, readBasket } from './basket.ts';

const storageKey = 'desk.basket';

/** The basket of this tab. It outlives a reload of the page, and with it the key of an order in flight. */
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

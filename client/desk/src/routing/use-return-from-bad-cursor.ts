import { useEffect } from 'react';
import type { Problem } from '../graph/problems.ts';
import { hrefOf, navigate, useAddress } from './address.ts';

/**
 * Replaces an address whose cursor the graph refuses by that of the first page, as after a link that was cut short. Returns
 * whether it does so.
 */
export function useReturnFromBadCursor(problems: readonly Problem[]): boolean {
  const { path, search } = useAddress();
  const { after, ...others } = Object.fromEntries(search);
  const isBad = after !== undefined && problems.some(({ code, message }) => isOfCursor(code, message));
  const firstPage = hrefOf(path, others);
  useEffect(() => {
    if (isBad) navigate(firstPage, null, 'replace');
  }, [isBad, firstPage]);
  return isBad;
}

function isOfCursor(code: string, message: string): boolean {
  return code === 'BAD_USER_INPUT' && message.startsWith('"after"');
}

import { isIP } from 'node:net';
import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import type { Log } from '@supergraph/service-kit/log.ts';

/**
 * Creates the reader of client addresses. Trusts as many entries of `X-Forwarded-For` as there are trusted proxies,
 * each of which appends the address it received from. Entries that the client wrote are never used. An IPv6 address
 * stands for its /64 network, since one client has all of it.
 */
export function createClientAddress(trustedProxies: number, log: Log): (request: HttpRequest) => string {
  let isTold = false;
  return ({ headers: { 'x-forwarded-for': forwarded }, remoteAddress }) => {
    if (forwarded === undefined) return networkOf(remoteAddress);
    if (trustedProxies === 0) {
      if (!isTold) log.warn('ignoring the header X-Forwarded-For: if a proxy sends it, set TRUST_PROXY');
      isTold = true;
      return networkOf(remoteAddress);
    }
    const address = withoutPort(forwarded.split(',').at(-trustedProxies)?.trim() ?? '');
    return networkOf(isIP(address) === 0 ? remoteAddress : address);
  };
}

function withoutPort(address: string): string {
  const [, inBrackets, v4] = address.match(/^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/) ?? [];
  return inBrackets ?? v4 ?? address;
}

function networkOf(address: string): string {
  const [, mapped] = address.match(/^::ffff:([\d.]+)$/i) ?? [];
  if (mapped !== undefined) return mapped;
  if (isIP(address) !== 6) return address;
  // The URL parser normalizes every notation of an address.
  const { hostname } = new URL(`http://[${address.replace(/%.*/, '')}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = tail === undefined ? 0 : 8 - (before?.length ?? 0) - (after?.length ?? 0);
  const groups = [...(before ?? []), ...Array<string>(zeros).fill('0'), ...(after ?? [])];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

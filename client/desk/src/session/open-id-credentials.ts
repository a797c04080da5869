import type { Credentials } from './credentials.ts';
import type { OpenId, OpenIdTokens } from './open-id.ts';

/** Share of a token's lifetime after which it is replaced. */
const renewAfter = 0.75;

/** Interval within which a second silent visit to the provider would be a loop. */
const silentVisitMs = 30_000;
const visitKey = 'desk.silent-visit';

export type OpenIdCredentials = Credentials & {
  readonly idToken: () => string | undefined;
  readonly stop: () => void;
};

/**
 * Creates credentials that are renewed before they expire, without a visible sign. Without a refresh token the page visits
 * the provider once the graph rejects the token, and returns to the same address.
 */
export function createOpenIdCredentials(openId: OpenId, first: OpenIdTokens): OpenIdCredentials {
  let tokens = first;
  let renewal: Promise<boolean> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = async (): Promise<boolean> => {
    const { refreshToken } = tokens;
    try {
      if (refreshToken === undefined) return await visit(openId);
      tokens = await openId.refresh({ ...tokens, refreshToken });
      schedule();
      return true;
    } catch {
      return false;
    }
  };
  const renew = (): Promise<boolean> => {
    renewal ??= refresh().finally(() => {
      renewal = undefined;
    });
    return renewal;
  };
  const schedule = (): void => {
    clearTimeout(timer);
    const { lifetimeSeconds, refreshToken } = tokens;
    if (lifetimeSeconds === undefined || refreshToken === undefined) return;
    // Failure is no harm yet: the graph rejects the token later, which renews it again.
    timer = setTimeout(() => void renew(), Math.min(lifetimeSeconds * renewAfter * 1_000, maxDelayMs));
  };
  schedule();
  return {
    token: () => tokens.accessToken,
    idToken: () => tokens.idToken,
    renew,
    stop: () => clearTimeout(timer),
  };
}

/** Longest delay of a timer. */
const maxDelayMs = 2 ** 31 - 1;

/** Leaves the page, which ends all that waits. Returns false instead if it has just come back from there. */
async function visit(openId: OpenId): Promise<boolean> {
  if (Date.now() - Number(sessionStorage.getItem(visitKey)) < silentVisitMs) return false;
  sessionStorage.setItem(visitKey, String(Date.now()));
  const { pathname, search } = window.location;
  await openId.leave({ silent: true, returnTo: `${pathname}${search}` });
  return new Promise(() => {});
}

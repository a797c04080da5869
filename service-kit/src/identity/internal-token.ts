/** The issuer of the tokens by which a gateway speaks to subgraphs; their audience is the subgraph's name. */
export const internalIssuer = 'gateway';

/** How long an internal token is valid. Short, since a subgraph cannot ask whether it was revoked. */
export const internalTokenSeconds = 60;

/** How far the clocks of a gateway and a subgraph may differ. */
export const internalClockSkewMs = 5_000;

/** Issuer of the tokens that a gateway sends to subgraphs. Their audience is the subgraph's name. */
export const internalIssuer = 'gateway';

/** Lifetime of an internal token. It is short because a subgraph cannot check for revocation. */
export const internalTokenSeconds = 60;

/** Maximum difference between the clocks of a gateway and a subgraph. */
export const internalClockSkewMs = 5_000;

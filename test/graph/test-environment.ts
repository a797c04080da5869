/** The variables that every process of a test begins with. */
export const testEnvironment = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  // A busy machine must not refuse what a test asks.
  SHED_LAG_MS: '0',
} as const;

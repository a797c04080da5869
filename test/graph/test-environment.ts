/** A busy machine must not refuse what a test asks, nor give up what it waits for. */
export const patientEnvironment = {
  SHED_LAG_MS: '0',
  REQUEST_TIMEOUT_MS: '60000',
  SUBGRAPH_TIMEOUT_MS: '60000',
  SUBGRAPH_QUEUE_WAIT_MS: '60000',
  PLANNING_TIMEOUT_MS: '60000',
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  STATEMENT_TIMEOUT_MS: '60000',
} as const;

/** The variables that every process of a test begins with. */
export const testEnvironment = { ...patientEnvironment, NODE_ENV: 'test', LOG_LEVEL: 'silent' } as const;

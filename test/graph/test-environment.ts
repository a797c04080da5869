/** Limits so high that a busy machine neither sheds requests nor times out. */
export const patientEnvironment = {
  SHED_LAG_MS: '0',
  REQUEST_TIMEOUT_MS: '60000',
  SUBGRAPH_TIMEOUT_MS: '60000',
  SUBGRAPH_QUEUE_WAIT_MS: '60000',
  PLANNING_TIMEOUT_MS: '60000',
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  STATEMENT_TIMEOUT_MS: '60000',
} as const;

/** Variables of every process in a test. */
export const testEnvironment = { ...patientEnvironment, NODE_ENV: 'test', LOG_LEVEL: 'silent' } as const;

import { oneOf } from './config.ts';

/** What a process runs as; only `production` is strict about secrets and silent about internals. */
export type Mode = 'development' | 'test' | 'production';

/** The variable that holds the mode. */
export const mode = oneOf<Mode>('NODE_ENV', ['development', 'test', 'production'], 'development');

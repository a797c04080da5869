import { oneOf } from './config.ts';

/** Mode of a process. Only `production` is strict about secrets and hides internals. */
export type Mode = 'development' | 'test' | 'production';

/** Variable that sets the mode. */
export const mode = oneOf<Mode>('NODE_ENV', ['development', 'test', 'production'], 'development');

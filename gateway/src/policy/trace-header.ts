/** Header with which a client requests the trace in `extensions.trace`. Any value but the empty one does. */
export const traceHeader = 'x-show-trace';

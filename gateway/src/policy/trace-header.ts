/** Header that requests the trace in `extensions.trace`. Any value except an empty one does. */
export const traceHeader = 'x-show-trace';

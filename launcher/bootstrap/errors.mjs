/** Error whose message is shown to the user without a stack. */
export class BootstrapError extends Error {}

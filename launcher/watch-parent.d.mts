/** Calls back once when the parent of this process has ended. */
export function watchParent(onEnd: () => void): void;

/** Rejection of a wait that exceeds the request's deadline. */
export const tooLate: unique symbol = Symbol('too late');

/** Returns the awaited value, or rejects with `tooLate` at the deadline. For waits before any subgraph request. */
export async function beforeDeadline<T>(waited: Promise<T>, deadline: number | undefined): Promise<T> {
  if (deadline === undefined) return waited;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate), Math.max(0, deadline - performance.now())).unref();
  });
  return Promise.race([waited, late]).finally(() => clearTimeout(timer));
}

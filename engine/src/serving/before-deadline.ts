/** What a wait beyond the request's deadline rejects with. */
export const tooLate: unique symbol = Symbol('too late');

/** What is waited for before any subgraph is asked; it rejects with `tooLate` at the deadline. */
export async function beforeDeadline<T>(waited: Promise<T>, deadline: number | undefined): Promise<T> {
  if (deadline === undefined) return waited;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate), Math.max(0, deadline - performance.now())).unref();
  });
  return Promise.race([waited, late]).finally(() => clearTimeout(timer));
}

/** Says what goes on: one line a step, with the seconds since the beginning. */
export function createProgress(write: (text: string) => void): (step: string) => void {
  const began = performance.now();
  return (step) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    write(`${seconds.padStart(6)} s  ${step}\n`);
  };
}

/** Prints progress: one line for each step, with the seconds since the start. */
export function createProgress(write: (text: string) => void): (step: string) => void {
  const began = performance.now();
  return (step) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    write(`${seconds.padStart(6)} s  ${step}\n`);
  };
}

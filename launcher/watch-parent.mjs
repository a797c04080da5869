/** Calls back once when the parent has ended. npm passes SIGTERM to its shell only, and a killed terminal sends no signal. */
export function watchParent(onEnd) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onEnd();
  }, 200).unref();
}

// Loaded into a service before its own code (`node --import`), with --expose-gc: reports how much memory is
// in use.
process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ type: 'memory', rss, heapUsed });
});
// A listener alone must not keep the service running.
process.channel?.unref();

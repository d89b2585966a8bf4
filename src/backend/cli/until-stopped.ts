const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Works until it is done or the process is asked to stop; what is under way then may end in good
 * order. Asked twice, the process ends at once.
 */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    unlisten();
    stop.abort(new Error(`It was stopped by ${signal}; the next run goes on there.`));
  };
  const unlisten = () => SIGNALS.forEach((signal) => process.off(signal, onSignal));
  SIGNALS.forEach((signal) => process.on(signal, onSignal));
  try {
    return await work(stop.signal);
  } finally {
    unlisten();
  }
}

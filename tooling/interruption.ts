import { HostWatch, PARENT } from '../src/backend/transport/lifecycle';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LOOK_MS = 500;

/**
 * For what runs until a person ends it: aborts at Ctrl-C, at a signal that asks to end, when the
 * terminal is closed, and once whoever started this process has gone. From now on no such signal
 * ends the process by itself.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  SIGNALS.forEach((signal) => process.on(signal, () => controller.abort()));
  const starter = new HostWatch(PARENT);
  setInterval(() => {
    if (starter.isOrphaned()) {
      controller.abort();
    }
  }, LOOK_MS).unref();
  return controller.signal;
}

/** Resolves once the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

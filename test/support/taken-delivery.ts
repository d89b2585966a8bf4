import type { WorkerProcess } from './worker-process';
import { sendWebhook } from './github/send-webhook';
import { until } from './until';

/** What the worker says where PostgreSQL is slower than GitHub's patience: the machine's doing, and no delivery kept out. */
export const SLOW_DATABASE = /database could not take/;

/**
 * Delivers something as GitHub does, until the worker has taken it.
 *
 * @throws Error where the worker refuses it for any other reason than a slow database
 */
export async function deliverUntilTaken(worker: WorkerProcess, payload: object): Promise<void> {
  await until(async () => {
    const { status, body } = await sendWebhook(worker.url, 'pull_request', payload);
    if (status !== 202 && !(status === 503 && SLOW_DATABASE.test(body))) {
      throw new Error(`A good delivery got ${status}: ${body}`);
    }
    return status === 202;
  });
}

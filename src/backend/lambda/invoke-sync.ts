import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

import type { Log } from '../environment/log';
import { withTimeLimit } from '../worker/time-limit';
import { DRAIN_EVENT } from './lambda-event';

/** GitHub waits for the answer. What is not started now is done on the schedule. */
const INVOKE_WITHIN_MS = 2_000;

/** Has another invocation work on the queue, and does not wait for it. */
export class SyncInvoker {
  readonly #client = new LambdaClient({ maxAttempts: 2 });
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  async drainLater(functionName: string): Promise<void> {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(DRAIN_EVENT)),
    });
    try {
      await withTimeLimit(INVOKE_WITHIN_MS, this.#client.send(command));
    } catch (error) {
      this.#log.warn('The queue could not be started at once; the schedule does it', {
        error: error instanceof Error ? error.name : 'unknown',
      });
    }
  }
}

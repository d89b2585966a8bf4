import { isDatabaseError } from '../../aurora/advice';
import { GuardedClient } from '../../aurora/guarded-pg';
import { Troubles, withoutRepeats } from '../../log/troubles';
import { readWorkerConfig } from '../config/worker-config';
import { explainAtTerminal } from '../database-errors';
import { untilStopped } from '../until-stopped';
import { createLog } from '../log';
import type { Output } from '../output';
import { addressOf } from '../with-client';
import { runWorker } from './run-worker';

/** Runs `sre-metrics worker` until the process is asked to stop. */
export async function workerCommand(output: Output, env: NodeJS.ProcessEnv): Promise<void> {
  const config = readWorkerConfig(env);
  const plain = createLog((line) => output.out(line), config.logLevel);
  const troubles = new Troubles(plain);
  const log = withoutRepeats(plain, troubles);
  try {
    await untilStopped((signal) => runWorker(config, log, signal));
  } catch (error) {
    throw isDatabaseError(error)
      ? explainAtTerminal(error, addressOf(new GuardedClient(config.database)), 'worker')
      : error;
  } finally {
    troubles.close();
  }
}

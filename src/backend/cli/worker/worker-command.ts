import { isDatabaseError } from '../../aurora/advice';
import { GuardedClient } from '../../aurora/guarded-pg';
import { explainAtTerminal } from '../../environment/database-errors';
import { createLog } from '../../environment/log';
import { addressOf } from '../../environment/with-client';
import { readWorkerConfig } from '../../environment/worker-config';
import { Troubles, withoutRepeats } from '../../log/troubles';
import { runWorker } from '../../worker/run-worker';
import type { Output } from '../output/output';
import { untilStopped } from '../until-stopped';

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

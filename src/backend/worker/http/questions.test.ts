import type { Pool } from 'pg';

import { SILENCES, doing, startHostileServer } from '../../../../test/support/hostile-postgres';
import type { Harm, HostileServer } from '../../../../test/support/hostile-postgres';
import { createLog } from '../../environment/log';
import { openPool } from '../../environment/open-pool';
import { WorkerMetrics } from '../worker-metrics';
import { Questions } from './questions';

const TIMEOUT_MS = 10;
const PROBES = 30;

let server: HostileServer;
let pool: Pool;

async function questionsTo({ tlsMode, ...harm }: Harm): Promise<Questions> {
  server = await startHostileServer(doing({ tlsMode, ...harm }));
  const ssl = tlsMode === 'require' && { rejectUnauthorized: false };
  const log = createLog(() => undefined, 'error');
  ({ pool } = openPool({ host: '127.0.0.1', port: server.port, user: 'anyone', ssl }, log, { max: 2 * PROBES }));
  return new Questions(pool, new WorkerMetrics(pool, TIMEOUT_MS), TIMEOUT_MS);
}

afterEach(async () => {
  const ended = pool.end();
  // Those who wait for an answer end as soon as the server has.
  await server.close();
  await ended;
});

it.each(SILENCES.map((harm) => [harm.name, harm] as const))(
  'takes one connection a question, however often it is asked, and asks anew once that is gone: %s',
  async (_, harm) => {
    const questions = await questionsTo(harm);
    // Each is asked later than the limit of the one before.
    const probe = async () => {
      for (let number = 0; number < PROBES; number += 1) {
        expect(await questions.isDatabaseUp()).toBe(false);
        expect(await questions.metrics()).toMatch(/^sre_metrics_worker_database_up 0$/m);
      }
      expect([pool.totalCount, server.openConnections()]).toEqual([2, 2]);
    };
    await probe();
    server.cut();
    await probe();
  }
);

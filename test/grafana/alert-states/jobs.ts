import { createTestDatabase } from '../../support/database';
import type { TestDatabase } from '../../support/database';
import type { StateStep } from './cases';

/** A database whose background jobs are what a rule watches: one instance for each job, by its age. */
export interface Jobs {
  readonly database: TestDatabase;
  readonly reader: { readonly user: string; readonly password: string };
  /** Makes the rule's condition give this at its next evaluation. */
  answer(answer: StateStep['answer']): Promise<void>;
}

/** The condition is true of a job that has not succeeded for longer, and null for one that never did. */
export const CONDITION = '$A > 3600';

const AGES = new Map<0 | 1 | null, string>([
  [0, 'now()'],
  [1, "now() - interval '2 hours'"],
  [null, 'null'],
]);

export async function createJobs(): Promise<Jobs> {
  const database = await createTestDatabase();
  const reader = await database.createUser('sre_metrics_reader');
  const { client } = database;
  return {
    database,
    reader,
    answer: async (answer) => {
      if (answer === 'error') {
        await client.query(`revoke sre_metrics_reader from ${reader.user}`);
        return;
      }
      await client.query('begin');
      await client.query(`grant sre_metrics_reader to ${reader.user}`);
      await client.query('delete from stackflow.job_status');
      for (const [job, value] of Object.entries(answer)) {
        await client.query(
          `insert into stackflow.job_status (job, last_succeeded_at, stale_after)
           values ($1, ${AGES.get(value) ?? 'null'}, '1 day')`,
          [job]
        );
      }
      await client.query('commit');
    },
  };
}

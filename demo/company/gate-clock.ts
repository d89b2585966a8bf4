import type { ClientBase } from 'pg';

/**
 * Does work by a clock that the work sets, in place of the gate's own, which is put back in the end. Only for a database
 * that nobody else works on.
 */
export async function withGateClock(
  client: ClientBase,
  work: (setClock: (at: string) => Promise<void>) => Promise<void>
): Promise<void> {
  const { rows } = await client.query<{ text: string }>(
    `select pg_get_functiondef('stackflow.gate_now()'::regprocedure) as text`
  );
  await client.query(`create or replace function stackflow.gate_now()
    returns timestamptz language sql volatile parallel safe
    as $$ select current_setting('sre_metrics_demo.now')::timestamptz $$`);
  try {
    await work(async (at) => {
      await client.query(`select set_config('sre_metrics_demo.now', $1, false)`, [at]);
    });
  } finally {
    await client.query(rows[0]?.text ?? '');
  }
}

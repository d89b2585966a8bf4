import type { ClientBase, Pool, PoolClient } from 'pg';

/** Does work in one transaction; what it throws undoes it all. */
export async function inTransaction<C extends ClientBase, T>(client: C, work: (client: C) => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // On a lost connection this fails as well; the first error is the one to tell.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** The same on a connection of the pool; one that broke is not used again. */
export async function inPoolTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isGood = false;
  // A connection lost at work; the next statement tells it.
  const onLost = () => undefined;
  client.on('error', onLost);
  try {
    const result = await inTransaction(client, work);
    isGood = true;
    return result;
  } catch (error) {
    isGood = await client.query('select 1').then(
      () => true,
      () => false
    );
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(!isGood);
  }
}

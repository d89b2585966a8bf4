import { openPool } from '../../tooling/database-pool';
import { startOwnServer } from '../support/own-server';

it('a pool of the tests and the bench outlives its server', async () => {
  const server = await startOwnServer(null);
  const { host, port, user, password } = server;
  const pool = openPool({ host, port, user, password, database: 'postgres' });
  await pool.query('select 1');
  const lost = new Promise((resolve) => pool.once('remove', resolve));
  await server.pause();
  await lost;
  await expect(pool.query('select 1')).rejects.toThrow('ECONNREFUSED');
  await pool.end();
  await server.stop();
});

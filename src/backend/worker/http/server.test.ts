import { once } from 'node:events';
import { connect } from 'node:net';

import { Pool } from 'pg';

import { createLog } from '../../environment/log';
import { WorkerMetrics } from '../worker-metrics';
import { BodyRoom } from './body-room';
import { Questions } from './questions';
import { serveHttp } from './server';

describe('serveHttp', () => {
  it('cuts off who is too slow', async () => {
    const pool = new Pool();
    const metrics = new WorkerMetrics(pool);
    const server = await serveHttp(
      { host: '127.0.0.1', port: 0, requestTimeoutMs: 100 },
      {
        pool,
        webhookSecret: 'a secret of length',
        deploymentsSecret: null,
        room: new BodyRoom({ maxBytes: 100, allBytes: 100 }),
        metrics,
        questions: new Questions(pool, metrics),
        isWorking: () => true,
        log: createLog(() => undefined, 'error'),
      }
    );
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /github/webhook HTTP/1.1\r\nHost: worker\r\nContent-Length: 9\r\n\r\nhalf');
    socket.resume();
    await once(socket, 'close');
    await server.close();
    await pool.end();
  }, 10_000);
});

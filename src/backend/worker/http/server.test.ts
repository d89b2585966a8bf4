import { once } from 'node:events';
import { connect } from 'node:net';

import { Pool } from 'pg';

import { createLog } from '../../environment/log';
import { WorkerMetrics } from '../worker-metrics';
import { BodyRoom } from './body-room';
import { Questions } from './questions';
import { serveHttp } from './server';
import type { HttpServer } from './server';

describe('serveHttp', () => {
  let pool: Pool;
  let server: HttpServer;

  beforeEach(async () => {
    pool = new Pool();
    const metrics = new WorkerMetrics(pool);
    server = await serveHttp(
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
  });

  afterEach(async () => {
    await server.close();
    await pool.end();
  });

  it('cuts off who is too slow', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /github/webhook HTTP/1.1\r\nHost: worker\r\nContent-Length: 9\r\n\r\nhalf');
    socket.resume();
    await once(socket, 'close');
  }, 10_000);

  it('keeps a connection for longer than a load balancer does, which would send its next request into a closed one', async () => {
    const LOAD_BALANCER_SECONDS = 60;
    const { headers } = await fetch(`http://127.0.0.1:${server.port}/health`);
    const [, seconds] = /timeout=(\d+)/.exec(headers.get('keep-alive') ?? '') ?? [];
    expect(Number(seconds)).toBeGreaterThan(LOAD_BALANCER_SECONDS);
  });
});

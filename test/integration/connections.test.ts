import { setMaxListeners } from 'node:events';

import { Client } from 'pg';
import { generate } from 'selfsigned';

import { AuroraReader } from '../../src/backend/aurora/reader';
import { passwordProvider } from '../../src/backend/aurora/sign-in';
import type { Statement } from '../../src/backend/aurora/statement';
import type { ConnectionSettings, TlsSettings } from '../../src/model/settings';
import { startOwnServer } from '../support/own-server';
import type { OwnServer } from '../support/own-server';
import { startCuttingProxy } from '../support/cutting-proxy';
import { until } from '../support/until';

/** Connections to a PostgreSQL of this file's own, which goes down, hangs, and asks for TLS. */

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);
const TABLE = 'slow';

let server: OwnServer;
let caPem: string;
let admin: Client;
const open: AuroraReader[] = [];

beforeAll(async () => {
  const certificate = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  caPem = certificate.cert;
  server = await startOwnServer({ certPem: certificate.cert, keyPem: certificate.private });
}, 60_000);
afterAll(() => server.stop());

beforeEach(async () => {
  admin = await connectAdmin();
  await admin.query(`create table if not exists ${TABLE} (n int)`);
});
afterEach(async () => {
  await admin.end();
  await Promise.all(open.splice(0).map((reader) => reader.close()));
});

async function connectAdmin(): Promise<Client> {
  const { host, port, user, password } = server;
  const client = new Client({ host, port, user, password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function settings(change: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    host: server.host,
    port: server.port,
    database: 'postgres',
    user: server.user,
    tls: { mode: 'disable' },
    auth: { method: 'password', password: server.password },
    maxConnections: null,
    statementTimeoutSeconds: 30,
    showEditorsTo: 'editors',
    storedCells: true,
    teams: [],
    usualGaps: { changes: null, incidents: null, sync: null, downtime: null },
    edits: { slos: false, gate: false, writerHost: server.host },
    publishing: { enabled: false },
    ...change,
  };
}

function reader(change: Partial<ConnectionSettings> = {}, maxConnections = 5): AuroraReader {
  const opened = new AuroraReader(settings(change), { maxConnections, maxLifetimeSeconds: 0 }, () => undefined);
  open.push(opened);
  return opened;
}

const statement = (text: string, ...values: unknown[]): Statement => ({ text, values, planning: 'fresh' });
/** Reads a table that `holdLock` can lock: a query that hangs for as long as a test wants. */
const READ_SLOW = statement(`select count(*)::int as n from ${TABLE}`);

/** Keeps every reader of the table waiting until it is released. */
async function holdLock(): Promise<{ release: () => Promise<void> }> {
  const holder = await connectAdmin();
  await holder.query(`begin; lock table ${TABLE} in access exclusive mode`);
  return { release: () => holder.end() };
}

async function waitingReaders(): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where application_name = 'grafana-sre-metrics' and state = 'active' and query like '%from ${TABLE}%'`
  );
  return rows[0]?.n ?? 0;
}

describe('reading', () => {
  it('never writes', async () => {
    await expect(reader().run(statement(`insert into ${TABLE} values (1)`), NEVER)).rejects.toMatchObject({
      message: expect.stringContaining('25006'),
    });
  });

  it('ends at the statement timeout, and says so', async () => {
    const lock = await holdLock();
    await expect(reader({ statementTimeoutSeconds: 1 }).run(READ_SLOW, NEVER)).rejects.toMatchObject({
      status: 504,
      source: 'downstream',
      message: expect.stringContaining('statement timeout of 1 s'),
    });
    await lock.release();
  });

  it('runs in UTC whatever the server says', async () => {
    const [row] = await reader().run<{ zone: string }>(statement(`select current_setting('timezone') as zone`), NEVER);
    expect(row).toEqual({ zone: 'UTC' });
  });
});

describe('planning', () => {
  it('keeps the plan of a statement that says so, and plans others for their values', async () => {
    const one = reader({}, 1);
    const kept = (n: number): Statement => ({ ...statement('select $1::int as n', n), planning: 'kept' });
    expect([await one.run(kept(1), NEVER), await one.run(kept(2), NEVER)]).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    const [row] = await one.run(
      statement(`select count(*)::int as plans, sum(p.generic_plans)::int as runs, current_setting('plan_cache_mode') as mode
        from pg_prepared_statements as p`),
      NEVER
    );
    expect(row).toEqual({ plans: 1, runs: 2, mode: 'auto' });
  });

  it('gives a statement to the connection that keeps its plan', async () => {
    const five = reader();
    const texts = [0, 1, 2, 3, 4].map((n): Statement => ({
      ...statement(`select pg_backend_pid() as pid, ${n} as n, (select count(*) from ${TABLE})`),
      planning: 'kept',
    }));
    const ask = async (statements: readonly Statement[]) => {
      const lock = await holdLock();
      const answers = statements.map((one) => five.run<{ pid: number; n: number }>(one, NEVER));
      await until(async () => (await waitingReaders()) === 5);
      await lock.release();
      return new Map((await Promise.all(answers)).flat().map(({ n, pid }) => [n, pid]));
    };
    const first = await ask(texts);
    expect(new Set(first.values()).size).toBe(5);
    expect(await ask(texts.toReversed())).toEqual(first);
  });

  it('can be cancelled, and leaves the connection fit for use', async () => {
    const lock = await holdLock();
    const controller = new AbortController();
    const one = reader({}, 1);
    const running = one.run({ ...READ_SLOW, planning: 'kept' }, controller.signal);
    running.catch(() => undefined);
    await until(async () => (await waitingReaders()) === 1);
    controller.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    await lock.release();
    expect(await one.run({ ...READ_SLOW, planning: 'kept' }, NEVER)).toEqual([{ n: 0 }]);
  });
});

describe('cancelling', () => {
  it('reaches PostgreSQL, and leaves the connection fit for use', async () => {
    const lock = await holdLock();
    const controller = new AbortController();
    const one = reader({}, 1);
    const running = one.run(READ_SLOW, controller.signal);
    running.catch(() => undefined);
    await until(async () => (await waitingReaders()) === 1);
    controller.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    await until(async () => (await waitingReaders()) === 0);
    expect(await one.run(statement('select 1 as n'), NEVER)).toEqual([{ n: 1 }]);
    await lock.release();
  });

  it('works while every connection is busy', async () => {
    const lock = await holdLock();
    const controller = new AbortController();
    const busy = reader({}, 2);
    const all = [1, 2, 3, 4].map((n) => busy.run(statement(`select ${n} from ${TABLE}`), controller.signal));
    await until(async () => (await waitingReaders()) === 2);
    controller.abort(new Error('gone'));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    await until(async () => (await waitingReaders()) === 0);
    await lock.release();
  });
});

describe('closing', () => {
  it('waits for what runs, which can still be cancelled', async () => {
    const lock = await holdLock();
    const controller = new AbortController();
    const closing = new AuroraReader(settings(), { maxConnections: 2, maxLifetimeSeconds: 0 }, () => undefined);
    const running = closing.run(READ_SLOW, controller.signal);
    running.catch(() => undefined);
    await until(async () => (await waitingReaders()) === 1);
    const closed = closing.close();
    controller.abort(new Error('gone'));
    await closed;
    await until(async () => (await waitingReaders()) === 0);
    await lock.release();
  });
});

describe('many callers', () => {
  it('identical queries in flight run once, and one caller leaving does not disturb the others', async () => {
    const lock = await holdLock();
    const shared = reader();
    const leaving = new AbortController();
    const abandoned = shared.run(READ_SLOW, leaving.signal);
    const stayed = [1, 2, 3].map(() => shared.run(READ_SLOW, NEVER));
    await until(async () => (await waitingReaders()) > 0);
    expect(await waitingReaders()).toBe(1);
    leaving.abort(new Error('left'));
    await expect(abandoned).rejects.toThrow('left');
    await lock.release();
    expect(await Promise.all(stayed)).toEqual([[{ n: 0 }], [{ n: 0 }], [{ n: 0 }]]);
  });

  it('never use more connections than allowed', async () => {
    const lock = await holdLock();
    const bounded = reader({}, 3);
    const all = Array.from({ length: 12 }, (_, n) => bounded.run(statement(`select ${n} as n from ${TABLE}`), NEVER));
    await until(async () => (await waitingReaders()) === 3);
    expect(bounded.poolState).toEqual({ total: 3, idle: 0, waiting: 9 });
    await lock.release();
    await Promise.all(all);
  });
});

describe('a server in trouble', () => {
  it('down: tells it after a few tries', async () => {
    await server.pause();
    await expect(reader().run(statement('select 1'), NEVER)).rejects.toMatchObject({
      status: 502,
      source: 'downstream',
      message: expect.stringContaining('cannot be reached'),
    });
    await server.restart();
  });

  it('restarted in the middle of a query: the query is asked again and answered', async () => {
    const lock = await holdLock();
    const running = reader().run(READ_SLOW, NEVER);
    await until(async () => (await waitingReaders()) === 1);
    await server.restart();
    expect(await running).toEqual([{ n: 0 }]);
    await lock.release();
  });

  it('whose connection is cut in the middle of a query: the query is asked again, the process lives', async () => {
    const lock = await holdLock();
    const proxy = await startCuttingProxy(server.port);
    const running = reader({ port: proxy.port }).run(READ_SLOW, NEVER);
    await until(async () => (await waitingReaders()) === 1);
    proxy.cut();
    await lock.release();
    expect(await running).toEqual([{ n: 0 }]);
    await proxy.close();
  });

  it('restarted while connections are idle: nobody notices', async () => {
    const idle = reader();
    await idle.run(statement('select 1 as n'), NEVER);
    await server.restart();
    expect(await idle.run(statement('select 2 as n'), NEVER)).toEqual([{ n: 2 }]);
  });
});

describe('TLS', () => {
  const encrypted = async (host: string, tls: TlsSettings) => {
    const [row] = await reader({ host, tls }).run<{ ssl: boolean }>(
      statement('select ssl from pg_stat_ssl where pid = pg_backend_pid()'),
      NEVER
    );
    return row?.ssl;
  };

  it.each<[string, TlsSettings, boolean]>([
    ['off', { mode: 'disable' }, false],
    ['required, certificate not looked at', { mode: 'require' }, true],
  ])('%s', async (_, tls, expected) => {
    expect(await encrypted('127.0.0.1', tls)).toBe(expected);
  });

  it('verified with the authority and the host name', async () => {
    expect(await encrypted('localhost', { mode: 'verify', caPem })).toBe(true);
  });

  it.each([
    ['no authority given', 'localhost', null, /cannot be verified/],
    ['another host name', '127.0.0.1', 'own', /another host name/],
  ])('verified, %s: refused with advice', async (_, host, authority, message) => {
    const tls: TlsSettings = { mode: 'verify', caPem: authority === null ? null : caPem };
    await expect(encrypted(host, tls)).rejects.toMatchObject({ status: 502, message: expect.stringMatching(message) });
  });
});

describe('IAM sign-in', () => {
  const iam = (region = 'eu-central-1'): ConnectionSettings['auth'] => ({
    method: 'iam',
    region,
    credentials: { source: 'keys', accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example-secret' },
    assumedRole: null,
  });

  it('signs a token for this host, port and user, without the secret in it', async () => {
    const token = await passwordProvider(
      settings({ host: 'db.example.com', port: 5432, user: 'grafana', auth: iam() })
    )();
    const url = new URL(`https://${token}`);
    expect(url.host).toBe('db.example.com:5432');
    expect(url.searchParams.get('DBUser')).toBe('grafana');
    expect(url.searchParams.get('X-Amz-Credential')).toContain('/eu-central-1/rds-db/');
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(token).not.toContain('example-secret');
  });

  it('signs in with the token: a server that does not know it refuses, and the advice names IAM', async () => {
    const unknown = reader({ tls: { mode: 'require' }, auth: iam() });
    await expect(unknown.run(statement('select 1'), NEVER)).rejects.toMatchObject({
      status: 401,
      advice: expect.stringContaining('rds_iam'),
      message: expect.not.stringContaining('example-secret'),
    });
  });
});

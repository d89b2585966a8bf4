import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';

import { Client } from 'pg';
import { generate } from 'selfsigned';
import sql from 'sql-template-tag';

import type { Reader } from '../../src/backend/aurora/reader';
import { statementOf } from '../../src/backend/aurora/statement';
import type { Statement } from '../../src/backend/aurora/statement';
import { SLO_EDITS } from '../../src/backend/aurora/write-errors';
import { AuroraWriter } from '../../src/backend/aurora/writer';
import type { ConnectionSettings } from '../../src/model/settings';
import { startCuttingProxy } from '../support/cutting-proxy';
import { startOwnServer } from '../support/own-server';
import type { OwnServer } from '../support/own-server';
import { until } from '../support/until';

/** Writing to a PostgreSQL of this file's own, which is cut off, blocked, and made a reader. */

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

let server: OwnServer;
let caPem: string;
let admin: Client;
const open: AuroraWriter[] = [];

beforeAll(async () => {
  const { cert: certPem, private: keyPem } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  });
  caPem = certPem;
  server = await startOwnServer({ certPem, keyPem });
}, 60_000);
afterAll(() => server.stop());

beforeEach(async () => {
  admin = await connectAdmin();
  await admin.query('drop table if exists edits; create table edits (n int primary key)');
});
afterEach(async () => {
  await admin.end();
  await Promise.all(open.splice(0).map((writer) => writer.close()));
});

async function connectAdmin(): Promise<Client> {
  const { host, port, user, password } = server;
  const client = new Client({ host, port, user, password, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Told after each transaction that may have written. */
let onWritten = jest.fn();

function writer({ writerHost = '127.0.0.1', ...change }: Partial<ConnectionSettings> & { writerHost?: string } = {}) {
  const settings: ConnectionSettings = {
    host: 'reader.invalid',
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
    edits: { slos: true, gate: false, writerHost },
    publishing: { enabled: false },
    ...change,
  };
  const options = { writerHost, right: SLO_EDITS, maxLifetimeSeconds: 0, onWritten };
  const opened = new AuroraWriter(settings, options, () => undefined);
  open.push(opened);
  return opened;
}

const insert = (n: number): Statement => statementOf(sql`insert into edits values (${n})`);
const save = (n: number) => (reader: Reader) => reader.run(insert(n), NEVER);

async function saved(): Promise<number[]> {
  const { rows } = await admin.query<{ n: number }>('select n from edits order by n');
  return rows.map(({ n }) => n);
}

/** Keeps every edit waiting until it is released. */
async function hold(statement = 'lock table edits'): Promise<{ release: () => Promise<void> }> {
  const holder = await connectAdmin();
  await holder.query(`begin; ${statement}`);
  return { release: () => holder.end() };
}

const sessions = async (condition: string): Promise<number> => {
  const { rows } = await admin.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'grafana-sre-metrics' and ${condition}`
  );
  return rows[0]?.n ?? 0;
};
const isWaiting = async () => (await sessions(`wait_event_type = 'Lock'`)) > 0;

describe('a transaction', () => {
  it('goes to the writer host, and is kept', async () => {
    await writer().write(save(1), NEVER);
    expect(await saved()).toEqual([1]);
  });

  it('is undone whole where the work throws, and throws the same', async () => {
    const bug = new Error('a bug');
    const work = async (reader: Reader) => {
      await save(1)(reader);
      throw bug;
    };
    await expect(writer().write(work, NEVER)).rejects.toBe(bug);
    expect(await saved()).toEqual([]);
  });

  it('is told once it is kept, so that whoever edited sees it, and reading is not', async () => {
    const kept: number[][] = [];
    onWritten = jest.fn(() => void saved().then((rows) => kept.push(rows)));
    const opened = writer();
    await opened.read((reader) => reader.run(statementOf(sql`select 1`), NEVER), NEVER);
    expect(onWritten).not.toHaveBeenCalled();
    await opened.write(save(1), NEVER);
    expect(onWritten).toHaveBeenCalledTimes(1);
    await until(() => Promise.resolve(kept.length === 1));
    expect(kept).toEqual([[1]]);
  });

  it('writes only where it says so', async () => {
    const only = writer();
    await only.write(save(1), NEVER);
    await expect(only.read(save(2), NEVER)).rejects.toMatchObject({ message: expect.stringContaining('25006') });
    expect(await saved()).toEqual([1]);
  });

  it('uses few connections, however many want to write, and none before the first', async () => {
    const only = writer();
    expect(await sessions('true')).toBe(0);
    await Promise.all(Array.from({ length: 8 }, (_, n) => only.write(save(n), NEVER)));
    expect(await saved()).toHaveLength(8);
    expect(await sessions('true')).toBeLessThanOrEqual(2);
  });

  it('ends at the statement timeout', async () => {
    const lock = await hold();
    await expect(writer({ statementTimeoutSeconds: 1 }).write(save(1), NEVER)).rejects.toMatchObject({
      status: 504,
      message: expect.stringContaining('statement timeout of 1 s'),
    });
    await lock.release();
    expect(await saved()).toEqual([]);
  });

  it('does not begin for a caller who has gone', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(writer().write(save(1), gone)).rejects.toThrow('gone');
    expect(await saved()).toEqual([]);
  });

  it('is waited for by close, which leaves no connection', async () => {
    const only = writer();
    const lock = await hold();
    const writing = only.write(save(1), NEVER);
    await until(isWaiting);
    const closing = only.close();
    await lock.release();
    await Promise.all([writing, closing]);
    open.splice(0);
    expect(await saved()).toEqual([1]);
    await until(async () => (await sessions('true')) === 0);
  });
});

describe('a lost connection', () => {
  it('is replaced where it broke before the transaction had begun', async () => {
    const proxy = await startCuttingProxy(server.port);
    const only = writer({ port: proxy.port });
    await only.write(save(1), NEVER);
    proxy.cut();
    await only.write(save(2), NEVER);
    expect(await saved()).toEqual([1, 2]);
    await proxy.close();
  });

  it('undoes a transaction, which is not tried again', async () => {
    const proxy = await startCuttingProxy(server.port);
    const lock = await hold();
    let attempts = 0;
    const writing = writer({ port: proxy.port }).write((reader) => {
      attempts += 1;
      return save(1)(reader);
    }, NEVER);
    const outcome = expect(writing).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining('closed the connection'),
    });
    await until(isWaiting);
    proxy.cut();
    await outcome;
    await lock.release();
    await until(async () => (await sessions('true')) === 0);
    expect([attempts, await saved()]).toEqual([1, []]);
    await proxy.close();
  });

  it('during the commit is told as what it is: nobody knows', async () => {
    await admin.query(`
      create table gate (n int); insert into gate values (1);
      create function wait_at_gate() returns trigger language plpgsql as
        $$ begin perform 1 from gate for update; return null; end $$;
      create constraint trigger slow after insert on edits deferrable initially deferred
        for each row execute function wait_at_gate()`);
    const proxy = await startCuttingProxy(server.port);
    const lock = await hold('select * from gate for update');
    const writing = writer({ port: proxy.port }).write(save(1), NEVER);
    const outcome = expect(writing).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining('may be kept or not'),
      advice: 'Look at the list again before you repeat it.',
    });
    await until(isWaiting);
    proxy.cut();
    await outcome;
    await lock.release();
    await admin.query('drop table edits; drop function wait_at_gate; drop table gate');
    await proxy.close();
  });
});

describe('a server that cannot be written to', () => {
  it.each([
    ['has no such name', { writerHost: 'writer.invalid' }, 502, 'writer.invalid:'],
    ['does not answer', { port: 1 }, 502, '127.0.0.1:1 cannot be reached'],
    [
      'knows another password',
      { auth: { method: 'password', password: 's3cret-guess' } as const },
      401,
      'refused the sign-in',
    ],
  ])('%s: says so, without the password', async (_, change, status, text) => {
    const failing: unknown = await writer(change)
      .write(save(1), NEVER)
      .catch((error: unknown) => error);
    expect(failing).toMatchObject({ status, message: expect.stringContaining(text) });
    expect(inspect(failing)).not.toContain('s3cret-guess');
  });

  it("has a certificate for another name than the writer host's: refuses, and takes the right one", async () => {
    const tls = { mode: 'verify', caPem } as const;
    await expect(writer({ tls }).write(save(1), NEVER)).rejects.toMatchObject({
      message: expect.stringContaining('is for another host name'),
    });
    await writer({ tls, writerHost: 'localhost' }).write(save(1), NEVER);
    expect(await saved()).toEqual([1]);
  });

  it('only reads, as a standby does: says which setting, and writes again once it is promoted', async () => {
    const only = writer();
    await only.write(save(1), NEVER);
    const restarting = await restartAsStandby();
    await expect(only.write(save(2), NEVER)).rejects.toMatchObject({
      status: 502,
      message: `The server at 127.0.0.1:${server.port} only reads, so the edit was not saved.`,
      advice: "Set the data source's writer host to the cluster's writer endpoint.",
    });
    expect(await only.read((reader) => reader.run(statementOf(sql`select n from edits`), NEVER), NEVER)).toEqual([
      { n: 1 },
    ]);
    await admin.query('select pg_promote()');
    await restarting.done;
    await only.write(save(3), NEVER);
    expect(await saved()).toEqual([1, 3]);
  });
});

/** Brings the server back as a standby; `done` once it has been promoted, since only then it says it is ready. */
async function restartAsStandby(): Promise<{ done: Promise<void> }> {
  const { rows } = await admin.query<{ data_directory: string }>('show data_directory');
  await admin.end();
  await server.pause();
  await writeFile(join(rows[0]?.data_directory ?? '', 'standby.signal'), '', { mode: 0o666 });
  const done = server.restart();
  await until(() =>
    connectAdmin().then(
      (client) => {
        admin = client;
        return true;
      },
      () => false
    )
  );
  return { done };
}

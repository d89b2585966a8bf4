import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Client } from 'pg';

import { sreMetrics, temporaryFolder } from '../support/command-line';
import type { Folder } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertRecords } from '../support/records';
import { userWith } from '../support/slo-calls';
import type { Role } from '../support/slo-calls';
import { openSlo } from '../support/slo-files';

/** `sre-metrics slo apply` and `slo export`. */

let database: TestDatabase;
let folder: Folder;
/** Of a user with no more rights than needed. */
let url: string;
let user: string;

beforeAll(async () => {
  [database, folder] = await Promise.all([createTestDatabase(), temporaryFolder()]);
  ({ url, user } = await signIn('sre_metrics_reader', 'sre_metrics_slo_editor'));
});
afterAll(async () => {
  await database.drop();
  await folder.remove();
});
beforeEach(async () => {
  await database.client.query('truncate stackflow.services restart identity cascade');
  await insertRecords(database.client, { services: [{ name: 'Shop' }, { name: 'Käse & Co/KG' }] });
});

async function signIn(...roles: Role[]) {
  const { user: name, password } = await userWith(database, ...roles);
  return { user: name, url: `postgres://${name}:${password}@${database.host}:${database.port}/${database.name}` };
}

const apply = async (text: string, ...args: string[]) => {
  const file = await folder.write('slos.yaml', text);
  return await sreMetrics(['slo', 'apply', file, '--url', url, ...args], {});
};
const exported = (...args: string[]) => sreMetrics(['slo', 'export', '--url', url, ...args], {});

interface StoredSlo {
  readonly slo: string;
  readonly created_by: string;
  readonly updated_by: string;
}

async function slos(): Promise<StoredSlo[]> {
  const { rows } = await database.client.query<StoredSlo>(
    `select concat_ws(' ', s.name, o.name, o.target_percent::float8, o.window_days, o.enabled) as slo, o.created_by, o.updated_by
     from stackflow.slos as o join stackflow.services as s on s.id = o.service_id order by o.id`
  );
  return rows;
}

async function editCount(): Promise<number> {
  const { rows } = await database.client.query<{ n: number }>('select count(*)::int as n from stackflow.slo_history');
  return rows[0]?.n ?? 0;
}

const TWO = `${openSlo()}\n---\n${openSlo({ name: 'other', replace: { target: 'targetPercent: 99.995' } })}`;

describe('apply', () => {
  it('creates, tells, and changes nothing when applied again', async () => {
    expect(await apply(TWO)).toEqual({
      status: 0,
      out: '"uptime" of Shop created: 99.9 % over 30 days\n"other" of Shop created: 99.995 % over 30 days\nslos: 2 created, 0 updated, 0 unchanged.',
      err: '',
    });
    const after = await slos();
    expect(after).toEqual([
      { slo: 'Shop uptime 99.9 30 t', created_by: user, updated_by: user },
      { slo: 'Shop other 99.995 30 t', created_by: user, updated_by: user },
    ]);
    expect((await apply(TWO)).out).toBe('slos: 0 created, 0 updated, 2 unchanged.');
    expect(await slos()).toEqual(after);
    expect(await editCount()).toBe(2);
  });

  it('updates what differs, says who, and leaves other SLOs alone', async () => {
    await apply(TWO);
    const off = 'name: uptime\n  annotations: { sre-metrics/enabled: "false" }';
    const changed = openSlo({ replace: { name: off, target: 'target: 0.99', duration: 'duration: 1w' } });
    expect((await apply(changed, '--as', 'pipeline')).out).toBe(
      '"uptime" of Shop updated: target 99.9 % → 99 %, window 30 days → 7 days, disabled\nslos: 0 created, 1 updated, 0 unchanged.'
    );
    expect(await slos()).toEqual([
      { slo: 'Shop uptime 99 7 f', created_by: user, updated_by: 'pipeline' },
      { slo: 'Shop other 99.995 30 t', created_by: user, updated_by: user },
    ]);
    expect((await apply(openSlo({ replace: { target: 'target: 0.99', duration: 'duration: 1d' } }))).out).toContain(
      'window 7 days → 1 day, enabled'
    );
    const { rows } = await database.client.query('select changed_by from stackflow.slo_history order by id');
    expect(rows).toEqual([user, user, 'pipeline', user].map((changed_by) => ({ changed_by })));
  });

  it('takes a runbook, and takes it away again', async () => {
    const at = (url: string) => `name: uptime\n  annotations: { sre-metrics/runbook-url: "${url}" }`;
    const file = openSlo({ replace: { name: at('https://wiki.example/up') } });
    await apply(openSlo());
    expect((await apply(file)).out).toContain('"uptime" of Shop updated: runbook none → https://wiki.example/up');
    expect((await apply((await exported()).out)).out).toBe('slos: 0 created, 0 updated, 1 unchanged.');
    expect((await apply(openSlo())).out).toContain('runbook https://wiki.example/up → none');
    const { status, err } = await apply(openSlo({ replace: { name: at('file:///etc') } }));
    expect([status, err]).toEqual([
      1,
      expect.stringMatching(/line 5, metadata\.annotations\.sre-metrics\/runbook-url: must be a web address/),
    ]);
  });

  it('says with --dry-run what it would do, and does nothing', async () => {
    await apply(openSlo());
    const before = [await slos(), await editCount()];
    const text = `${openSlo({ replace: { target: 'target: 0.99' } })}\n---\n${openSlo({ name: 'other' })}`;
    expect((await apply(text, '--dry-run')).out).toBe(
      '"other" of Shop would be created: 99.9 % over 30 days\n"uptime" of Shop would be updated: target 99.9 % → 99 %\nslos: 1 would be created, 1 would be updated, 0 unchanged.'
    );
    expect([await slos(), await editCount()]).toEqual(before);
  });

  it('changes nothing at all where one SLO is bad, and tells every bad one', async () => {
    await apply(openSlo());
    const before = [await slos(), await editCount()];
    const file = [
      openSlo({ replace: { target: 'target: 0.9' } }),
      openSlo({ name: 'a', service: 'Shp' }),
      openSlo({ name: 'b', replace: { duration: 'duration: 1Q' } }),
      openSlo({ name: 'c', service: 'shop' }),
    ].join('\n---\n');
    const { status, out, err } = await apply(file);
    expect([status, out]).toEqual([1, '']);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/slos\.yaml: 3 mistakes; nothing was changed\.$/),
      '  line 22, spec.service: there is no service "Shp"; services are known by their exact name',
      expect.stringMatching(/^ {2}line 41, spec\.timeWindow\[0\]\.duration: must be a fixed length/),
      '  line 54, spec.service: there is no service "shop"; services are known by their exact name',
    ]);
    expect([await slos(), await editCount()]).toEqual(before);
  });

  it('tells what the file says of itself without a database too', async () => {
    const file = await folder.write('bad.yaml', openSlo({ replace: { kind: 'kind: Slo' } }));
    const nowhere = 'postgres://me:x@127.0.0.1:1/db';
    const { status, err } = await sreMetrics(['slo', 'apply', file, '--url', nowhere], {});
    expect([status, err]).toEqual([1, expect.stringContaining('line 2, kind: is not a kind of OpenSLO')]);
    const good = await folder.write('good.yaml', openSlo());
    expect((await sreMetrics(['slo', 'apply', good, '--url', nowhere], {})).err).toContain('cannot be reached');
  });

  it('keeps one of two files that are applied at once whole', async () => {
    const texts = ['0.9', '0.8'].map((target) =>
      ['a', 'b', 'c'].map((name) => openSlo({ name, replace: { target: `target: ${target}` } })).join('\n---\n')
    );
    const files = await Promise.all(texts.map((text, index) => folder.write(`${index}.yaml`, text)));
    const results = await Promise.all(files.map((file) => sreMetrics(['slo', 'apply', file, '--url', url], {})));
    expect(results.map(({ status }) => status)).toEqual([0, 0]);
    expect(results.map(({ out }) => out.split('\n').at(-1)).toSorted()).toEqual([
      'slos: 0 created, 3 updated, 0 unchanged.',
      'slos: 3 created, 0 updated, 0 unchanged.',
    ]);
    expect(new Set((await slos()).map(({ slo }) => slo.split(' ')[2])).size).toBe(1);
  });

  it('takes hundreds of SLOs at once', async () => {
    const text = Array.from({ length: 500 }, (_, n) => openSlo({ name: `slo-${n}` })).join('\n---\n');
    expect((await apply(text)).out).toContain('slos: 500 created, 0 updated, 0 unchanged.');
    expect((await apply(text)).out).toBe('slos: 0 created, 0 updated, 500 unchanged.');
  });

  it.each([
    ['none.yaml', /none\.yaml cannot be read: there is no such file\./],
    ['.', /cannot be read: it is a folder\./],
  ])('tells that %s cannot be read', async (name, text) => {
    expect(await sreMetrics(['slo', 'apply', `${folder.path}/${name}`, '--url', url], {})).toEqual({
      status: 1,
      out: '',
      err: expect.stringMatching(text),
    });
  });

  it('refuses a file that is not UTF-8', async () => {
    const file = await folder.write('latin.yaml', Uint8Array.of(0x6b, 0xe4));
    expect((await sreMetrics(['slo', 'apply', file, '--url', url], {})).err).toMatch(/is not UTF-8\.$/);
  });

  it('steers no terminal by a name', async () => {
    const { out } = await apply(openSlo({ replace: { name: 'name: a\n  displayName: "\\e[31mred"' } }));
    expect(out).toContain('"\\u001b[31mred" of Shop created');
  });
});

it('applies the example of the documentation', async () => {
  const page = await readFile(join(__dirname, '../../docs/slos.md'), 'utf8');
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
  await insertRecords(database.client, { services: [{ name: 'Checkout' }] });
  expect((await apply(example)).out).toBe(
    '"availability" of Checkout created: 99.9 % over 30 days, disabled\nslos: 1 created, 0 updated, 0 unchanged.'
  );
});

describe('export', () => {
  it('prints what apply takes without changing anything', async () => {
    const client = database.client;
    await client.query(
      `insert into stackflow.slos (service_id, name, target_percent, window_days, enabled)
       values (1, 'Up & running', 99.995, 30, true), (1, 'up  running', 0.0001, 365, false), (2, 'yes', 100, 1, true)`
    );
    const before = [await slos(), await editCount()];
    const { status, out, err } = await exported();
    expect([status, err]).toEqual([0, '']);
    expect((await apply(out)).out).toBe('slos: 0 created, 0 updated, 3 unchanged.');
    expect([await slos(), await editCount()]).toEqual(before);
    expect((await exported()).out).toBe(out);
  });

  it('prints those of the services asked for', async () => {
    await apply(`${openSlo()}\n---\n${openSlo({ service: 'Käse & Co/KG' })}`);
    const { out } = await exported('--service', 'Käse & Co/KG');
    expect(out.match(/^ {2}service: .+$/gm)).toEqual(['  service: Käse & Co/KG']);
    expect((await exported('--service', 'Shop', '--service', 'Käse & Co/KG')).out.match(/^kind: SLO$/gm)).toHaveLength(
      2
    );
    expect(await exported('--service', 'Shp')).toEqual({
      status: 1,
      out: '',
      err: 'There is no service "Shp". Services are known by their exact name.',
    });
  });

  it('prints nothing where there is nothing', async () => {
    expect(await exported()).toEqual({ status: 0, out: '', err: '' });
  });
});

describe('rights', () => {
  it('names the roles that a user lacks', async () => {
    const reader = await signIn('sre_metrics_reader');
    const file = await folder.write('slos.yaml', openSlo());
    expect(await sreMetrics(['slo', 'apply', file, '--url', reader.url], {})).toEqual({
      status: 1,
      out: '',
      err: `User "${reader.user}" may not write SLOs in database "${database.name}". Let an administrator run: grant sre_metrics_reader, sre_metrics_slo_editor to "${reader.user}";`,
    });
    expect((await sreMetrics(['slo', 'export', '--url', reader.url], {})).status).toBe(0);
    const editor = await signIn('sre_metrics_slo_editor');
    await database.client.query(`revoke sre_metrics_slo_editor from ${editor.user}`);
    expect((await sreMetrics(['slo', 'export', '--url', editor.url], {})).err).toContain(
      `may not read SLOs in database "${database.name}". Let an administrator run: grant sre_metrics_reader to`
    );
  });

  it('tells a schema that is too old to keep edits', async () => {
    const old = await createTestDatabase();
    try {
      await old.client.query(`delete from stackflow.sre_metrics_migrations where name >= '004'`);
      const { host, port, adminUser, adminPassword, name } = old;
      const admin = `postgres://${adminUser}:${adminPassword}@${host}:${port}/${name}`;
      const file = await folder.write('slos.yaml', openSlo());
      expect((await sreMetrics(['slo', 'apply', file, '--url', admin], {})).err).toBe(
        'The database\'s schema is missing or too old for edits of SLOs. Run "sre-metrics migrate" against this database.'
      );
    } finally {
      await old.drop();
    }
  });
});

it('waits for an edit of the same SLO that is under way, and sees it', async () => {
  await apply(openSlo());
  const { host, port, adminUser, adminPassword, name } = database;
  const other = new Client({ host, port, user: adminUser, password: adminPassword, database: name });
  await other.connect();
  await other.query(`begin; update stackflow.slos set target_percent = 99`);
  const applying = apply(openSlo({ replace: { target: 'target: 0.99' } }));
  await other.query('commit');
  await other.end();
  expect((await applying).out).toBe('slos: 0 created, 0 updated, 1 unchanged.');
});

it.each([
  [['slo', '--help'], 0, /apply[^]+export/],
  [['slo', 'apply', '--help'], 0, /--dry-run[^]+--as <name>[^]+SRE_METRICS_DATABASE_URL/],
  [['slo', 'apply'], 2, /missing required argument 'file.yaml'/],
  [['slo', 'delete'], 2, /unknown command 'delete'/],
])('%j ends with %i', async (args, status, text) => {
  const { status: ended, out, err } = await sreMetrics(args, {});
  expect([ended, out + err]).toEqual([status, expect.stringMatching(text)]);
});

import { sreMetrics, temporaryFolder } from '../support/command-line';
import type { Folder } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertRecords } from '../support/records';
import { userWith } from '../support/slo-calls';
import { openSlo } from '../support/slo-files';

/** Since when services are monitored, by `sre-metrics services`, `slo apply` and `import`. */

let database: TestDatabase;
let folder: Folder;
/** Of a user who may edit SLOs, and of one who only reads. */
let url: string;
let readerUrl: string;

beforeAll(async () => {
  [database, folder] = await Promise.all([createTestDatabase(), temporaryFolder()]);
  const urlOf = async (...roles: Parameters<typeof userWith>[1][]) => {
    const { user, password } = await userWith(database, ...roles);
    return `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`;
  };
  url = await urlOf('sre_metrics_reader', 'sre_metrics_slo_editor');
  readerUrl = await urlOf('sre_metrics_reader');
});
afterAll(async () => {
  await database.drop();
  await folder.remove();
});
beforeEach(async () => {
  await database.client.query('truncate stackflow.services restart identity cascade');
  await insertRecords(database.client, {
    services: [
      { name: 'Shop', team: 'Sales', tier: 'critical' },
      { name: 'Fax', retiredAt: '2026-01-01T00:00:00Z', monitoredSince: '2025-01-01T00:00:00Z' },
    ],
  });
});

const services = (...args: string[]) => sreMetrics(['services', ...args], { SRE_METRICS_DATABASE_URL: url });
const since = async (name: string) => {
  const { rows } = await database.client.query<{ monitored_since: Date | null }>(
    'select monitored_since from stackflow.services where name = $1',
    [name]
  );
  return rows[0]?.monitored_since?.toISOString() ?? null;
};

it('lists services', async () => {
  expect((await services('list')).out.trim()).toBe(
    'Fax, no team, standard, monitored since 2025-01-01T00:00:00.000Z, retired 2026-01-01T00:00:00.000Z\n' +
      'Shop, team Sales, critical, nobody said since when it is monitored'
  );
  expect((await services('list', '--service', 'Shop')).out).not.toContain('Fax');
});

it('sets since when some are monitored, and takes it back', async () => {
  const set = await services('set', 'Shop', 'Fax', '--monitored-since', '2026-05-01');
  expect(set).toMatchObject({
    status: 0,
    out: expect.stringContaining('Shop, team Sales, critical, monitored since 2026-05-01T00:00'),
  });
  expect([await since('Shop'), await since('Fax')]).toEqual(Array(2).fill('2026-05-01T00:00:00.000Z'));
  expect(await services('set', 'Shop', '--monitored-since', 'unknown')).toMatchObject({ status: 0, err: '' });
  expect([await since('Shop'), await since('Fax')]).toEqual([null, '2026-05-01T00:00:00.000Z']);
});

it.each([
  [['list', '--service', 'Shopp'], 1, 'There is no service "Shopp".'],
  [['set', 'Shopp', 'Shop', '--monitored-since', '2026-05-01'], 1, 'There is no service "Shopp".'],
  [['set', 'Shop', '--monitored-since', '2999-01-01'], 2, 'It must be a past date'],
  [['set', 'Shop', '--monitored-since', '0001-01-01'], 2, 'is before the year 1900'],
  [['set', 'Shop'], 2, 'required option'],
])('%j is refused', async (args, status, message) => {
  expect(await services(...args)).toMatchObject({ status, err: expect.stringContaining(message) });
  expect(await since('Shop')).toBeNull();
});

it('needs the right to edit SLOs', async () => {
  const refused = await sreMetrics(['services', 'set', 'Shop', '--monitored-since', '1d', '--url', readerUrl], {});
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('sre_metrics_slo_editor') });
});

describe('an annotation of an SLO', () => {
  const annotated = (time: string, name = 'uptime') =>
    openSlo({ replace: { name: `name: ${name}\n  annotations: { sre-metrics/monitored-since: "${time}" }` } });
  const apply = async (text: string, ...args: string[]) =>
    await sreMetrics(['slo', 'apply', await folder.write('slos.yaml', text), '--url', url, ...args], {});

  it('sets it for its service, and is exported again', async () => {
    const file = annotated('2026-05-01T02:00:00+02:00');
    expect((await apply(file, '--dry-run')).out).toContain('since when Shop is monitored would be updated');
    expect(await since('Shop')).toBeNull();
    expect((await apply(file)).out).toContain('since when Shop is monitored updated');
    expect(await since('Shop')).toBe('2026-05-01T00:00:00.000Z');
    const { out } = await sreMetrics(['slo', 'export', '--url', url], {});
    expect(out).toContain('sre-metrics/monitored-since: "2026-05-01T00:00:00.000Z"');
    expect((await apply(out)).out.trim()).toBe('slos: 0 created, 0 updated, 1 unchanged.');
  });

  it('is exported as exactly as it is kept', async () => {
    await apply(annotated('2026-05-01T00:00:00.123456Z'));
    const { out } = await sreMetrics(['slo', 'export', '--url', url], {});
    expect(out).toContain('sre-metrics/monitored-since: "2026-05-01T00:00:00.123456Z"');
    expect((await apply(out)).out.trim()).toBe('slos: 0 created, 0 updated, 1 unchanged.');
  });

  it('is left alone by SLOs that do not say', async () => {
    await services('set', 'Shop', '--monitored-since', '2026-05-01');
    await apply(openSlo({}));
    expect(await since('Shop')).toBe('2026-05-01T00:00:00.000Z');
  });

  it.each([
    [annotated('yesterday'), 'is not an ISO 8601 time'],
    [annotated('2199-01-01T00:00:00Z'), 'lies more than a year ahead'],
    [
      `${annotated('2026-05-01T00:00:00Z')}\n---\n${annotated('2026-05-02T00:00:00Z', 'other')}`,
      'is another time than that of "uptime" of Shop; a service has one',
    ],
  ])('is refused where it makes no sense', async (file, message) => {
    expect(await apply(file)).toMatchObject({ status: 1, err: expect.stringContaining(message) });
    expect(await since('Shop')).toBeNull();
  });
});

it('import sets it; a file that does not say leaves it', async () => {
  const importOf = async (text: string) => {
    const file = await folder.write('services.csv', text);
    const admin = `postgres://${database.adminUser}:${database.adminPassword}@${database.host}:${database.port}/${database.name}`;
    return await sreMetrics(['import', file, '--kind', 'services', '--url', admin], {});
  };
  const load = async (text: string) => (await importOf(text)).out.trim();
  const file = 'name,monitored_since\nShop,2026-05-01T00:00:00Z\n';
  expect(await load(file)).toBe('services: 0 inserted, 1 updated, 0 unchanged.');
  expect(await load(file)).toBe('services: 0 inserted, 0 updated, 1 unchanged.');
  await load('name,team\nShop,Ops\n');
  expect(await since('Shop')).toBe('2026-05-01T00:00:00.000Z');
  expect(await importOf('name,monitored_since\nShop,2199-01-01T00:00:00Z\n')).toMatchObject({
    status: 1,
    err: expect.stringContaining('line 2, monitored_since: lies in the future'),
  });
  expect(await since('Shop')).toBe('2026-05-01T00:00:00.000Z');
});

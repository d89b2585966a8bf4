import { sreMetrics, temporaryFolder } from '../support/command-line';
import type { Folder } from '../support/command-line';
import { openFactsBench, pullRequest } from '../support/github/facts';
import type { FactsBench } from '../support/github/facts';
import { insertRecords } from '../support/records';

/** `sre-metrics github repositories`. */

let bench: FactsBench;
let folder: Folder;
/** Of a user with no more rights than needed. */
let url: string;

beforeAll(async () => {
  [bench, folder] = await Promise.all([openFactsBench(), temporaryFolder()]);
  url = await userUrl('sre_metrics_writer');
});
afterAll(async () => {
  await bench.close();
  await folder.remove();
});
beforeEach(async () => {
  await bench.clear();
  await insertRecords(bench.database.client, { services: [{ name: 'Shop' }, { name: 'Search' }] });
});

async function userUrl(role: 'sre_metrics_writer' | 'sre_metrics_reader'): Promise<string> {
  const { user, password } = await bench.database.createUser(role);
  const { host, port, name } = bench.database;
  return `postgres://${user}:${password}@${host}:${port}/${name}`;
}

const repositories = (...args: string[]) => sreMetrics(['github', 'repositories', ...args, '--url', url], {});
const apply = async (text: string, ...args: string[]) =>
  await repositories('apply', await folder.write('map.yaml', text), ...args);

const ONE = 'repositories:\n  - repository: acme/shop\n    service: Shop\n';
const FULL = `repositories:
  - repository: acme/shop
    service: Search
    branch: release/*
    paths:
      - search/**
      - "!**/*.md"
    environments: []
    criticalLabels:
      - hotfix
    excludeLabels:
      - no-deploy
    enabled: false
  - repository: acme/shop
    service: Shop`;

const records = async () =>
  (await bench.rows('select external_id from stackflow.change_records order by id')).map(({ external_id: id }) => id);

describe('apply', () => {
  it('maps, tells, and changes nothing when applied again', async () => {
    expect(await apply(ONE)).toEqual({
      status: 0,
      out: 'acme/shop as Shop mapped\nmappings: 1 created, 0 updated, 0 unchanged.',
      err: '',
    });
    expect((await apply(ONE)).out).toBe('mappings: 0 created, 0 updated, 1 unchanged.');
    expect((await apply(ONE.replace('acme/shop', 'Acme/Shop'))).out).toBe(
      'mappings: 0 created, 0 updated, 1 unchanged.'
    );
  });

  it('tells what differs, and leaves other mappings alone', async () => {
    await apply(FULL);
    const changed = `${ONE}    branch: trunk\n    environments: [live, eu]\n    enabled: false`;
    expect((await apply(changed)).out).toBe(
      'acme/shop as Shop changed: branch main → trunk, environments [production] → [live, eu], enabled true → false\n' +
        'mappings: 0 created, 1 updated, 0 unchanged.'
    );
    expect((await repositories('export')).out).toContain('branch: release/*');
  });

  it('makes records of pull requests that are known already', async () => {
    await bench.store(pullRequest(), pullRequest({ number: 2, baseBranch: 'next' }));
    expect(await records()).toEqual([]);
    expect((await apply(ONE)).out).toContain('change records of pull requests known before: 1 created.');
    expect(await records()).toEqual(['acme/shop#1']);
    expect((await apply(`${ONE}    branch: next`)).out).toContain('1 created, 1 removed.');
    expect(await records()).toEqual(['acme/shop#2']);
  });

  it('says with --dry-run what it would do, and does nothing', async () => {
    await bench.store(pullRequest());
    expect((await apply(ONE, '--dry-run')).out).toBe(
      'acme/shop as Shop would be mapped\nmappings: 1 would be created, 0 would be updated, 0 unchanged.\n' +
        'change records of pull requests known before: 1 would be created.'
    );
    expect(await records()).toEqual([]);
    expect((await repositories('export')).out).toBe('repositories: []');
  });

  it('changes nothing at all where one entry is bad, and tells every mistake with its line', async () => {
    const { status, out, err } = await apply(
      [
        'repositories:',
        '  - { repository: acme/shop, service: Shop }',
        '  - { repository: acme, service: Shop }',
        '  - repository: acme/shop',
        '    service: Shp',
        '  - { repository: acme/shop, service: Search, brunch: main }',
        '  - { repository: ACME/shop, service: Shop }',
      ].join('\n')
    );
    expect([status, out]).toEqual([1, '']);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/map\.yaml: 4 mistakes; nothing was changed\.$/),
      '  line 3, repository: must be owner/name',
      '  line 5, service: there is no service "Shp"; services are known by their exact name',
      expect.stringMatching(/^ {2}line 6: .*"brunch"/),
      '  line 7: maps the same repository and service as line 2',
    ]);
    expect((await repositories('export')).out).toBe('repositories: []');
  });

  it.each([
    ['a: [', /line \d: is not YAML/],
    ['- repository: acme/shop', /line 1, repositories: must be a list of mappings/],
    ['', /must be a list of mappings/],
    ['repositories: [7]', /line 1: /],
  ])('refuses %j', async (text, message) => {
    const { status, err } = await apply(text);
    expect([status, err]).toEqual([1, expect.stringMatching(message)]);
  });

  it('tells which right is missing', async () => {
    const reader = await userUrl('sre_metrics_reader');
    const file = await folder.write('map.yaml', ONE);
    const { status, err } = await sreMetrics(['github', 'repositories', 'apply', file, '--url', reader], {});
    expect([status, err]).toEqual([1, expect.stringContaining('grant sre_metrics_writer to')]);
  });
});

it('export prints what apply takes, and leaves out what is as by default', async () => {
  await apply(FULL);
  const { out } = await repositories('export');
  expect(out).toBe(FULL);
  expect((await apply(out)).out).toBe('mappings: 0 created, 0 updated, 2 unchanged.');
});

describe('remove', () => {
  it('takes mappings away, of one service or of all, and no records', async () => {
    await bench.store(pullRequest());
    await apply(ONE);
    await apply(FULL);
    expect((await repositories('remove', 'acme/SHOP', '--service', 'Search')).out).toBe(
      '1 mapping removed; change records stay.'
    );
    expect((await repositories('export')).out).toBe(ONE.trimEnd());
    expect((await repositories('remove', 'acme/shop')).out).toBe('1 mapping removed; change records stay.');
    expect(await records()).toEqual(['acme/shop#1']);
  });

  it('says where there is none', async () => {
    expect((await repositories('remove', 'acme/shop')).err).toContain('"acme/shop" is not mapped.');
    await apply(ONE);
    const { status, err } = await repositories('remove', 'acme/shop', '--service', 'Search');
    expect([status, err]).toEqual([1, expect.stringContaining('"acme/shop" is not mapped as "Search".')]);
  });
});

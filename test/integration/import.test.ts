import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';

import { sreMetrics } from '../support/command-line';
import { createTestDatabase } from '../support/database';
import { openImportBench } from '../support/import-bench';
import type { ImportBench } from '../support/import-bench';

const SERVICES = `name,team,tier,retired_at
Checkout,Payments,critical,
Search,,,2026-05-01T00:00:00+02:00
`;
const CHANGES = `external_id,service,title,created_at,implementation_end_at,closed_at,deployment_outcome
shop#1,Checkout,Release 1,2026-05-01T08:00:00Z,2026-05-01T10:00:00Z,2026-05-01T11:00:00Z,successful
shop#2,Checkout,,2026-05-02T08:00:00+02:00,,2026-05-02T11:00:00.250Z,
`;
const INCIDENTS = `external_id,title,priority,created_at,resolved_at,affected_users,changes
INC-1,Checkout is slow,P2,2026-05-01T12:00:00Z,2026-05-01T13:00:00Z,1200,shop#1 shop#2
INC-2,,P4,2026-05-03T12:00:00Z,,,
`;
const DOWNTIMES = `service,started_at,ended_at,incident
Checkout,2026-05-01T12:00:00Z,2026-05-01T12:30:00Z,INC-1
Search,2026-05-04T06:00:00Z,,
`;

describe('sre-metrics import', () => {
  let bench: ImportBench;

  beforeEach(async () => {
    bench = await openImportBench();
  });

  afterEach(() => bench.close());

  const loadAll = async () => {
    await bench.loadBefore('services', SERVICES);
    await bench.loadBefore('changes', CHANGES);
    await bench.loadBefore('incidents', INCIDENTS);
    await bench.loadBefore('downtimes', DOWNTIMES);
  };

  it('loads services', async () => {
    expect(await bench.load('services', SERVICES)).toEqual({
      status: 0,
      out: 'services: 2 inserted, 0 updated, 0 unchanged.',
      err: '',
    });
    expect(await bench.rows('select name, team, tier, retired_at from stackflow.services order by name')).toEqual([
      { name: 'Checkout', team: 'Payments', tier: 'critical', retired_at: null },
      { name: 'Search', team: null, tier: 'standard', retired_at: new Date('2026-04-30T22:00:00Z') },
    ]);
  });

  it('loads changes, with defaults for what the file leaves out', async () => {
    await loadAll();
    expect(
      await bench.rows(
        `select external_id, title, change_type, criticality, state, deployment_outcome, environment, source,
           created_at, implementation_end_at, closed_at
         from stackflow.change_records order by external_id`
      )
    ).toEqual([
      {
        external_id: 'shop#1',
        title: 'Release 1',
        change_type: 'deployment',
        criticality: 'non_critical',
        state: 'closed',
        deployment_outcome: 'successful',
        environment: 'production',
        source: 'manual',
        created_at: new Date('2026-05-01T08:00:00Z'),
        implementation_end_at: new Date('2026-05-01T10:00:00Z'),
        closed_at: new Date('2026-05-01T11:00:00Z'),
      },
      expect.objectContaining({
        title: 'shop#2',
        deployment_outcome: null,
        created_at: new Date('2026-05-02T06:00:00Z'),
        implementation_end_at: null,
        closed_at: new Date('2026-05-02T11:00:00.250Z'),
      }),
    ]);
  });

  it('loads incidents with their links to changes', async () => {
    await loadAll();
    expect(
      await bench.rows(
        `select i.external_id, i.title, i.priority, i.resolved_at, i.affected_users, l.linked_by,
           array_agg(c.external_id order by c.external_id) as changes
         from stackflow.incidents as i
         left join stackflow.incident_changes as l on l.incident_id = i.id
         left join stackflow.change_records as c on c.id = l.change_id
         where i.external_id like 'INC-%' group by i.id, l.linked_by order by 1`
      )
    ).toEqual([
      {
        external_id: 'INC-1',
        title: 'Checkout is slow',
        priority: 'P2',
        resolved_at: new Date('2026-05-01T13:00:00Z'),
        affected_users: '1200',
        linked_by: 'import',
        changes: ['shop#1', 'shop#2'],
      },
      expect.objectContaining({ title: 'INC-2', resolved_at: null, affected_users: null, changes: [null] }),
    ]);
  });

  it.each(['shop#1 shop#2', 'shop#1|shop#2', ' shop#1 | shop#2 | '])(
    'reads linked changes from "%s"',
    async (changes) => {
      await bench.loadBefore('services', SERVICES);
      await bench.loadBefore('changes', CHANGES);
      await bench.loadBefore(
        'incidents',
        `external_id,priority,created_at,changes\nINC-3,P1,2026-05-01T12:00:00Z,${changes}\n`
      );
      expect(await bench.rows('select count(*)::int as links from stackflow.incident_changes')).toEqual([{ links: 2 }]);
    }
  );

  const downtimeRows = () =>
    bench.rows(
      `select i.external_id, i.title, i.priority, i.created_at, i.resolved_at, d.started_at, d.ended_at, s.name
       from stackflow.incident_downtimes as d join stackflow.incidents as i on i.id = d.incident_id
       join stackflow.services as s on s.id = d.service_id order by d.started_at`
    );

  it('loads downtimes, of an incident or of their own', async () => {
    await loadAll();
    const startedAt = new Date('2026-05-04T06:00:00Z');
    expect(await downtimeRows()).toEqual([
      expect.objectContaining({
        external_id: 'INC-1',
        resolved_at: new Date('2026-05-01T13:00:00Z'),
        ended_at: new Date('2026-05-01T12:30:00Z'),
        name: 'Checkout',
      }),
      {
        external_id: 'downtime:Search:2026-05-04T06:00:00.000Z',
        title: 'Outage of Search',
        priority: 'P1',
        created_at: startedAt,
        resolved_at: null,
        started_at: startedAt,
        ended_at: null,
        name: 'Search',
      },
    ]);
  });

  it('ends an outage and its incident when a later file says so', async () => {
    await loadAll();
    const { out } = await bench.load('downtimes', DOWNTIMES.replace('06:00:00Z,,', '06:00:00Z,2026-05-04T07:00:00Z,'));
    expect(out).toBe('downtimes: 0 inserted, 1 updated, 1 unchanged.');
    const endedAt = new Date('2026-05-04T07:00:00Z');
    expect((await downtimeRows())[1]).toMatchObject({ ended_at: endedAt, resolved_at: endedAt });
  });

  it('changes nothing when files are loaded again, in another time zone and column order too', async () => {
    await loadAll();
    const before = await bench.everything();
    expect((await bench.load('services', SERVICES)).out).toBe('services: 0 inserted, 0 updated, 2 unchanged.');
    expect((await bench.load('changes', CHANGES)).out).toBe('changes: 0 inserted, 0 updated, 2 unchanged.');
    expect((await bench.load('incidents', INCIDENTS)).out).toBe('incidents: 0 inserted, 0 updated, 2 unchanged.');
    const sameDowntime = 'ended_at,service,incident,started_at\n,Search,,2026-05-04T08:00:00+02:00\n';
    expect((await bench.load('downtimes', sameDowntime)).out).toBe('downtimes: 0 inserted, 0 updated, 1 unchanged.');
    expect(await bench.everything()).toEqual(before);
  });

  it('updates what a corrected file says otherwise, and only that', async () => {
    await loadAll();
    const { out } = await bench.load('changes', CHANGES.replace('successful', 'rolled_back'));
    expect(out).toBe('changes: 0 inserted, 1 updated, 1 unchanged.');
    expect(
      await bench.rows(
        `select external_id, deployment_outcome, updated_at > created.at as fresh
         from stackflow.change_records, (select max(created_at) as at from stackflow.services) as created order by 1`
      )
    ).toEqual([
      { external_id: 'shop#1', deployment_outcome: 'rolled_back', fresh: true },
      { external_id: 'shop#2', deployment_outcome: null, fresh: true },
    ]);
  });

  describe('keeps what its columns do not tell', () => {
    const everyChange = () =>
      bench.rows(
        `select c.*, s.name as service, null as service_id, null as updated_at from stackflow.change_records as c
         join stackflow.services as s on s.id = c.service_id order by external_id`
      );

    beforeEach(loadAll);

    it('of services', async () => {
      const { out } = await bench.load('services', 'name\nCheckout\nSearch\nNew\n');
      expect(out).toBe('services: 1 inserted, 0 updated, 2 unchanged.');
      await bench.loadBefore('services', 'name,tier\nCheckout,standard\n');
      expect(await bench.rows(`select team, tier from stackflow.services where name = 'Checkout'`)).toEqual([
        { team: 'Payments', tier: 'standard' },
      ]);
    });

    it('of changes, the end of a closed one among it', async () => {
      const [first, second] = await everyChange();
      const columns = 'external_id,service,created_at,deployment_outcome';
      const file = `${columns}\nshop#1,Checkout,2026-05-01T08:00:00Z,failed\n`;
      expect((await bench.load('changes', file)).out).toBe('changes: 0 inserted, 1 updated, 0 unchanged.');
      expect(await everyChange()).toEqual([{ ...first, deployment_outcome: 'failed' }, second]);
      const isNew = await bench.load('changes', `${columns}\nshop#3,Checkout,2026-05-01T08:00:00Z,failed\n`);
      expect(isNew.err).toContain('line 2, closed_at: is missing: a closed change needs it, or implementation_end_at');
    });

    it('of incidents', async () => {
      const file = 'external_id,priority,created_at\nINC-1,P1,2026-05-01T12:00:00Z\n';
      expect((await bench.load('incidents', file)).out).toBe('incidents: 0 inserted, 1 updated, 0 unchanged.');
      const query = `select title, priority, resolved_at is null as open, affected_users from stackflow.incidents where external_id = 'INC-1'`;
      expect(await bench.rows(query)).toEqual([
        { title: 'Checkout is slow', priority: 'P1', open: false, affected_users: '1200' },
      ]);
    });

    it('of downtimes, and of the incidents that they made', async () => {
      await bench.loadBefore('downtimes', DOWNTIMES.replace('06:00:00Z,,', '06:00:00Z,2026-05-04T07:00:00Z,'));
      const before = await downtimeRows();
      const file = 'service,started_at\nSearch,2026-05-04T06:00:00Z\n';
      expect((await bench.load('downtimes', file)).out).toBe('downtimes: 0 inserted, 0 updated, 1 unchanged.');
      expect(await downtimeRows()).toEqual(before);
    });

    it('but a blank field is told: the default', async () => {
      await bench.loadBefore('services', 'name,team,tier\nCheckout,,\n');
      expect(await bench.rows(`select team, tier from stackflow.services where name = 'Checkout'`)).toEqual([
        { team: null, tier: 'standard' },
      ]);
    });
  });

  it('refuses a file of a header alone, too, where nothing is migrated', async () => {
    const empty = await createTestDatabase('template0');
    try {
      const { host, port, adminUser, adminPassword, name } = empty;
      const env = { SRE_METRICS_DATABASE_URL: `postgres://${adminUser}:${adminPassword}@${host}:${port}/${name}` };
      const file = await bench.folder.write('services.csv', 'name\n');
      expect(await sreMetrics(['import', file, '--kind', 'services'], env)).toEqual({
        status: 1,
        out: '',
        err: expect.stringMatching(/schema.*"sre-metrics migrate"/),
      });
    } finally {
      await empty.drop();
    }
  });

  it('reads a pipe', async () => {
    const main = join(__dirname, '../../src/backend/main.ts');
    const importing = spawn(
      '/bin/sh',
      ['-c', `cat | "$0" --import tsx "$1" import /dev/stdin --kind services`, process.execPath, main],
      {
        env: { PATH: process.env['PATH'], ...bench.env },
        stdio: ['pipe', 'ignore', 'ignore'],
      }
    );
    importing.stdin.end('name\nPiped\n');
    expect(await once(importing, 'exit')).toEqual([0, null]);
    expect(await bench.rows('select name from stackflow.services')).toEqual([{ name: 'Piped' }]);
  });

  it('counts an incident that only gets a link as updated, and takes no link away', async () => {
    await loadAll();
    const onlySecond = 'external_id,priority,created_at,changes\nINC-2,P4,2026-05-03T12:00:00Z,shop#2\n';
    expect((await bench.load('incidents', onlySecond)).out).toBe('incidents: 0 inserted, 1 updated, 0 unchanged.');
    await bench.loadBefore('incidents', onlySecond.replace('shop#2', ''));
    expect(await bench.rows('select count(*)::int as links from stackflow.incident_changes')).toEqual([{ links: 3 }]);
  });

  it('reads a byte order mark, CRLF, blank lines, and quotes around commas, quotes and line ends', async () => {
    await bench.loadBefore('services', '\uFEFFname,team\r\n\r\n"Big, ""old""\r\nservice", Payments \r\n\r\n');
    expect(await bench.rows('select name, team from stackflow.services')).toEqual([
      { name: 'Big, "old"\r\nservice', team: 'Payments' },
    ]);
  });

  it('keeps any text as it is, SQL included', async () => {
    await bench.loadBefore('services', 'name\nCheckout\n');
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.constantFrom("'); drop table stackflow.services; --", '$1', '\\', '{"a":1}', "O'Neil", '"', '=1+1', '%s', '🦉')
    );
    const title = word.filter((text) => text.trim() !== '' && !/[\0\uFFFD]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 20 }), async (titles) => {
        const records = titles.map((text, index) => [`c${index}`, 'Checkout', text, '2026-05-01T08:00:00Z', 'draft']);
        const header = ['external_id', 'service', 'title', 'created_at', 'state'];
        await bench.loadBefore('changes', stringify([header, ...records], { quoted: true }));
        const stored = await bench.rows(
          `select title from stackflow.change_records order by substring(external_id from 2)::int limit ${titles.length}`
        );
        expect(stored.map((row) => row['title'])).toEqual(titles);
      }),
      { numRuns: 30 }
    );
  });
});

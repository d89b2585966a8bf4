import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';

import { importFile } from '../../src/backend/cli/import/import-file';
import type { ImportProgress } from '../../src/backend/cli/import/import-file';
import { IMPORT_KINDS } from '../../src/backend/cli/import/kinds';
import type { ImportKindName } from '../../src/backend/cli/import/kinds';
import { sreMetrics } from '../support/command-line';
import { openImportBench } from '../support/import-bench';
import type { ImportBench } from '../support/import-bench';

const NOT_A_TIME = 'is not an ISO 8601 time with Z or an offset, as 2026-05-01T12:00:00Z';
const CHANGE_HEADER = 'external_id,service,created_at,closed_at,state,url';
const GOOD_CHANGE = 'c0,Checkout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,closed,';

describe('sre-metrics import of a bad file', () => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await openImportBench();
    await bench.loadBefore('services', 'name\nCheckout\n');
  });

  afterAll(() => bench.close());

  const refused = async (kind: ImportKindName, csv: string | Uint8Array): Promise<string[]> => {
    const before = await bench.everything();
    const { status, out, err } = await bench.load(kind, csv);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(await bench.everything()).toEqual(before);
    const [summary = '', ...reasons] = err.split('\n');
    expect(summary).toMatch(/\/(services|changes|incidents|downtimes)\.csv: \d+ bad rows?; nothing was loaded\./);
    return reasons.map((reason) => reason.trim());
  };

  const changes = (row: string) => `${CHANGE_HEADER}\n${GOOD_CHANGE}\n${row}\n`;

  it.each<[string, ImportKindName, string, string[]]>([
    ['an empty file', 'services', '', ['line 1: the file is empty; its first line must name the columns']],
    [
      'a header with wrong columns',
      'services',
      'nom,team,team\nx,y,z\n',
      [
        'line 1: missing columns: name; columns named twice: team; unknown columns: nom (known: name, team, tier, retired_at, monitored_since)',
      ],
    ],
    [
      'semicolons',
      'services',
      'name;team\nx;y\n',
      [
        'line 1: missing columns: name; unknown columns: name;team (known: name, team, tier, retired_at, monitored_since); fields must be separated by commas',
      ],
    ],
    ...['shop 41', 'shop|41', 'shop\t41'].map((id): [string, ImportKindName, string, string[]] => [
      `the id ${JSON.stringify(id)} of a change, which no incident could name`,
      'changes',
      `${CHANGE_HEADER}\n${id},Checkout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,closed,\n`,
      ['line 2, external_id: holds a blank or a bar (|), so that no incident could name it'],
    ]),
    [
      'a column that nobody knows among good ones',
      'downtimes',
      'service,started_at,end_at\nCheckout,2026-05-01T08:00:00Z,\n',
      ['line 1: unknown columns: end_at (known: service, started_at, ended_at, incident)'],
    ],
    [
      'too many fields',
      'changes',
      changes('c1,Checkout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,,,late'),
      ['line 3: has 7 fields; the header has 6'],
    ],
    [
      'a quote in the middle of a field',
      'changes',
      changes('c"1",Checkout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,,'),
      ['line 3: a quote stands inside a field that is not quoted; quote the field and double it'],
    ],
    [
      'a line after one with line ends in quotes',
      'services',
      '\uFEFFname,tier\r\n"a\r\nb",critical\r\n\r\nc,huge\r\n',
      ['line 5, tier: must be one of: critical, standard'],
    ],
    [
      'one downtime written in two time zones',
      'downtimes',
      'service,started_at\nCheckout,2026-05-01T08:00:00Z\nCheckout,2026-05-01T10:00:00+02:00\n',
      ['line 3: is the same record as line 2'],
    ],
    [
      'a priority that is none',
      'incidents',
      'external_id,priority,created_at\nINC-1,p1,2026-05-01T08:00:00Z\n',
      ['line 2, priority: must be one of: P1, P2, P3, P4'],
    ],
    ['too few fields', 'changes', changes('c1,Checkout'), ['line 3: has 2 fields; the header has 6']],
    [
      'a time without zone',
      'changes',
      changes('c1,Checkout,2026-05-01T08:00:00,2026-05-01T09:00:00Z,,'),
      [`line 3, created_at: ${NOT_A_TIME}`],
    ],
    [
      'a day that is none',
      'changes',
      changes('c1,Checkout,2026-02-30T08:00:00Z,2026-05-01T09:00:00Z,,'),
      [`line 3, created_at: ${NOT_A_TIME}`],
    ],
    [
      'an offset that is none',
      'changes',
      changes('c1,Checkout,2026-05-01T08:00:00+17:00,2026-05-01T09:00:00Z,,'),
      ['line 3, created_at: has an offset that no time zone has'],
    ],
    [
      'several mistakes in one row',
      'changes',
      changes('c1,,yesterday,2026-05-01T09:00:00Z,done,'),
      [
        'line 3, service: is missing',
        `line 3, created_at: ${NOT_A_TIME}`,
        'line 3, state: must be one of: draft, scheduled, implementing, closed, cancelled, blocked',
      ],
    ],
    [
      'an unknown service',
      'changes',
      changes('c1,Chekout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,,'),
      ['line 3, service: there is no service "Chekout"; load it first with --kind services'],
    ],
    ['a record twice', 'changes', changes(GOOD_CHANGE), ['line 3: is the same record as line 2']],
    [
      'a closed change without an end',
      'changes',
      changes('c1,Checkout,2026-05-01T08:00:00Z,,,'),
      ['line 3, closed_at: is missing: a closed change needs it, or implementation_end_at'],
    ],
    [
      'a huge field',
      'changes',
      changes(`c1,Checkout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,,${'x'.repeat(50_000)}`),
      ['line 3, url: is longer than 2000 characters'],
    ],
    [
      'a quote that is never closed',
      'changes',
      changes('"c1,Checkout,2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,,'),
      ['line 3: a quote is opened here and never closed'],
    ],
    [
      'an unknown change',
      'incidents',
      'external_id,priority,created_at,changes\nINC-1,P1,2026-05-01T08:00:00Z,nope#1 nope#2\n',
      [
        'line 2, changes: there is no change "nope#1"; load it first with --kind changes',
        'line 2, changes: there is no change "nope#2"; load it first with --kind changes',
      ],
    ],
    [
      'a negative number of users',
      'incidents',
      'external_id,priority,created_at,affected_users\nINC-1,P1,2026-05-01T08:00:00Z,-1\n',
      ['line 2, affected_users: is not a whole number'],
    ],
    [
      'an unknown incident and an unknown service',
      'downtimes',
      'service,started_at,incident\nSearch,2026-05-01T08:00:00Z,INC-9\n',
      [
        'line 2, service: there is no service "Search"; load it first with --kind services',
        'line 2, incident: there is no incident "INC-9"; load it first with --kind incidents',
      ],
    ],
    [
      'a downtime that ends before it starts',
      'downtimes',
      'service,started_at,ended_at\nCheckout,2026-05-01T08:00:00Z,2026-05-01T07:00:00Z\n',
      ['line 2, ended_at: lies before started_at'],
    ],
    [
      'a change that was closed before it was created',
      'changes',
      changes('c1,Checkout,2026-05-01T08:00:00Z,2026-05-01T07:59:59Z,,'),
      ['line 3, closed_at: lies before created_at'],
    ],
    [
      'an incident that was resolved before it was created',
      'incidents',
      'external_id,priority,created_at,resolved_at\nINC-1,P1,2026-05-01T08:00:00Z,2026-05-01T09:30:00+02:00\n',
      ['line 2, resolved_at: lies before created_at'],
    ],
    [
      'a year that is wrongly typed',
      'incidents',
      'external_id,priority,created_at\nINC-1,P1,2206-05-01T08:00:00Z\n',
      ['line 2, created_at: lies more than a year ahead'],
    ],
    ['a NUL', 'services', 'name\na\u0000b\n', ['line 2, name: holds a NUL character']],
    ['a name of blanks', 'services', 'name,team\n"  ",x\n', ['line 2, name: is missing']],
  ])('tells %s, and loads nothing', async (_what, kind, csv, reasons) => {
    expect(await refused(kind, csv)).toEqual(reasons);
  });

  it('tells bytes that are no UTF-8', async () => {
    const latin1 = Buffer.from('name\nCaf\u00e9\n', 'latin1');
    expect(await refused('services', latin1)).toEqual([
      'line 2, name: holds bytes that are no UTF-8; save the file as UTF-8',
    ]);
  });

  it('tells the first 20 bad rows at once, and that it read no further', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => `s${index},,huge`);
    const reasons = await refused('services', `name,team,tier\n${rows.join('\n')}\n`);
    expect(reasons).toHaveLength(21);
    expect(reasons[0]).toBe('line 2, tier: must be one of: critical, standard');
    expect(reasons[19]).toBe('line 21, tier: must be one of: critical, standard');
    expect(reasons[20]).toBe('… and the rest of the file was not looked at');
  });

  it('tells names that are not there among rows that are wrong by themselves, in the order of the file', async () => {
    const row = (service: string, state: string, index: number) =>
      `c${index},${service},2026-05-01T08:00:00Z,2026-05-01T09:00:00Z,${state},`;
    const rows = [
      row('Chekout', '', 0),
      ...Array.from({ length: 30 }, (_, index) => row('Checkout', 'done', index + 1)),
    ];
    const reasons = await refused('changes', `${CHANGE_HEADER}\n${rows.join('\n')}\n`);
    expect(reasons[0]).toContain('line 2, service: there is no service "Chekout"');
    expect(reasons[1]).toContain('line 3, state: must be one of');
    expect(reasons.at(-1)).toBe('… and the rest of the file was not looked at');
  });

  it('writes nothing before it has looked at the whole file', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `s${index},standard`);
    const file = await bench.folder.write('services.csv', `name,tier\n${rows.join('\n')}\nlast,huge\n`);
    const said: ImportProgress[] = [];
    const loading = importFile({
      ...{ client: bench.database.client, file, kind: 'services' },
      onProgress: (progress) => said.push(progress),
    });
    await expect(loading).rejects.toThrow('line 5002, tier');
    expect(said).toEqual([2_000, 4_000, 5_000].map((count) => ({ step: 'checked', rows: count })));
  });

  it('loads nothing when only the last of thousands of rows is bad', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `s${index}`);
    expect(await refused('services', `name\n${rows.join('\n')}\n${'x'.repeat(501)}\n`)).toEqual([
      'line 5002, name: is longer than 500 characters',
    ]);
  });

  it('says of what line an earlier batch had the same record', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `s${index % 4_999}`);
    expect(await refused('services', `name\n${rows.join('\n')}\n`)).toEqual([
      'line 5001: is the same record as line 2',
    ]);
  });

  it.each([
    ['missing.csv', 'there is no such file'],
    ['.', 'it is a folder'],
  ])('says that %s cannot be read: %s', async (name, reason) => {
    const file = `${bench.folder.path}/${name}`;
    expect(await sreMetrics(['import', file, '--kind', 'services'], bench.env)).toEqual({
      status: 1,
      out: '',
      err: `${file} cannot be read: ${reason}.`,
    });
  });

  it('never lets PostgreSQL refuse a row: what is wrong is told with its line', async () => {
    const columns = {
      services: ['name', 'team', 'tier', 'retired_at'],
      changes: ['external_id', 'service', 'title', 'created_at', 'closed_at', 'implementation_end_at', 'url'],
      incidents: ['external_id', 'priority', 'created_at', 'resolved_at', 'affected_users', 'changes'],
      downtimes: ['service', 'started_at', 'ended_at', 'incident'],
    } as const;
    const time = fc
      .date({ min: new Date('1899-01-01'), max: new Date('2201-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const oddTime = fc.constantFrom(
      '2026-05-01T08:00:00+15:59',
      '2026-05-01T08:00:00.123456789-14:00',
      'infinity',
      'now'
    );
    const odd = fc.constantFrom('Checkout', 'P1', 'standard', '0', '999999999999999', '9'.repeat(20), '字'.repeat(500));
    const field = fc.oneof(time, time, oddTime, odd, fc.string({ unit: 'binary', maxLength: 12 }), fc.constant(''));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...IMPORT_KINDS),
        fc.array(fc.array(field, { minLength: 7, maxLength: 7 }), { minLength: 1, maxLength: 8 }),
        async (kind, rows) => {
          const header = [...columns[kind]];
          const csv = stringify([header, ...rows.map((row) => row.slice(0, header.length))]);
          const { status, err } = await bench.load(kind, csv);
          expect(status === 0 || /bad rows?; nothing was loaded\.\n {2}line \d+/.test(err)).toBe(true);
        }
      ),
      { numRuns: 200 }
    );
  });
});

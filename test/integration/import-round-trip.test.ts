import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';

import { IMPORT_KINDS } from '../../src/backend/cli/import/kinds';
import type { ImportKindName } from '../../src/backend/cli/import/kinds';
import { openImportBench } from '../support/import-bench';
import type { ImportBench } from '../support/import-bench';

/** Any good file comes out of the database as it went in, and loading it again writes nothing. */

type Row = Readonly<Record<string, string | number | Date | null>>;
type Rows = Readonly<Record<ImportKindName, readonly Row[]>>;

const HOSTILE = [
  "'); drop table stackflow.services; --",
  '$1',
  '\\',
  '{"a":1}',
  "O'Neil",
  '"',
  '=1+1',
  '%s',
  'NULL',
  '🦉',
];

const anyText = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(...HOSTILE),
    fc.constant('a\r\nb')
  )
  .filter((text) => text.trim() !== '' && !/[\0\uFFFD]/.test(text));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const time = fc.date({ min: new Date('1900-01-01'), max: new Date(), noInvalidDate: true });

/** Nothing is closed before it was created. */
function inOrder({ created_at: one, closed_at: other }: { readonly created_at: Date; readonly closed_at: Date }) {
  return one <= other ? { created_at: one, closed_at: other } : { created_at: other, closed_at: one };
}

/** Rows of every kind that name each other. Names begin with `run`, so that runs keep apart. */
function rowsOf(run: string): fc.Arbitrary<Rows> {
  const numbered = <T extends object>(row: fc.Arbitrary<T>, maxLength = 5) =>
    fc.array(row, { minLength: 1, maxLength }).map((rows) => rows.map((fields, index) => ({ index, ...fields })));
  const some = numbered(
    fc.record({
      text: anyText,
      team: orNull(anyText),
      tier: fc.constantFrom('critical', 'standard'),
      at: orNull(time),
    }),
    3
  );
  return some.chain((services) => {
    const names = services.map(({ index, text }) => `${run}${index}${text}`);
    const service = fc.constantFrom(...names);
    const ids = ['a', 'b', 'c'].map((id) => `${run}${id}#';--`);
    const change = fc.record({
      service,
      title: anyText,
      change_type: fc.constantFrom('deployment', 'standard', 'normal', 'emergency'),
      criticality: fc.constantFrom('critical', 'non_critical'),
      state: fc.constantFrom('draft', 'closed', 'cancelled'),
      deployment_outcome: orNull(fc.constantFrom('successful', 'failed', 'rolled_back')),
      environment: anyText,
      created_at: time,
      implementation_start_at: orNull(time),
      implementation_end_at: orNull(time),
      closed_at: time,
      source: fc.constantFrom('manual', 'github'),
      url: orNull(fc.webUrl({ withQueryParameters: true, withFragments: true })),
    });
    const incident = fc.record({
      title: anyText,
      priority: fc.constantFrom('P1', 'P2', 'P3', 'P4'),
      created_at: time,
      resolved_at: orNull(time),
      affected_users: orNull(fc.integer({ min: 0, max: 999_999_999_999_999 })),
      url: orNull(fc.webUrl({ withQueryParameters: true, withFragments: true })),
      changes: fc.subarray(ids).map((some) => (some.length === 0 ? null : some.toSorted().join(' '))),
    });
    return fc.record({
      services: fc.constant(
        services.map(({ index, team, tier, at }) => ({ name: names[index] ?? '', team, tier, retired_at: at }))
      ),
      changes: fc
        .tuple(change, change, change)
        .map((rows) => rows.map((row, index) => ({ external_id: ids[index] ?? '', ...row, ...inOrder(row) }))),
      incidents: numbered(incident).map((rows) =>
        rows.map(({ index, ...row }) => ({
          external_id: `${run}${index} "INC"`,
          ...row,
          resolved_at: row.resolved_at === null || row.resolved_at < row.created_at ? null : row.resolved_at,
        }))
      ),
      downtimes: fc
        .uniqueArray(fc.record({ service, started_at: time, minutes: orNull(fc.nat(10_000)) }), {
          selector: ({ service: name, started_at }) => `${name} ${started_at.toISOString()}`,
          maxLength: 5,
        })
        .map((rows) =>
          rows.map(({ service: name, started_at, minutes }) => ({
            service: name,
            started_at,
            ended_at: minutes === null ? null : new Date(started_at.getTime() + minutes * 60_000),
            incident: `${run}0 "INC"`,
          }))
        ),
    });
  });
}

/** The rows of a run as the database holds them, named as their file names them. */
const QUERIES: Readonly<Record<ImportKindName, string>> = {
  services: `select name, team, tier, retired_at from stackflow.services where starts_with(name, $1)`,
  changes: `select c.external_id, s.name as service, c.title, c.change_type, c.criticality, c.state, c.deployment_outcome,
      c.environment, c.created_at, c.implementation_start_at, c.implementation_end_at, c.closed_at, c.source, c.url
    from stackflow.change_records as c join stackflow.services as s on s.id = c.service_id
    where starts_with(c.external_id, $1)`,
  incidents: `select i.external_id, i.title, i.priority, i.created_at, i.resolved_at,
      i.affected_users::float8 as affected_users, i.url,
      (select string_agg(c.external_id, ' ' order by c.external_id collate "C")
       from stackflow.incident_changes as l join stackflow.change_records as c on c.id = l.change_id
       where l.incident_id = i.id) as changes
    from stackflow.incidents as i where starts_with(i.external_id, $1)`,
  downtimes: `select s.name as service, d.started_at, d.ended_at, i.external_id as incident
    from stackflow.incident_downtimes as d join stackflow.services as s on s.id = d.service_id
    join stackflow.incidents as i on i.id = d.incident_id where starts_with(i.external_id, $1)`,
};

const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();

interface Style {
  readonly record_delimiter: '\n' | '\r\n';
  readonly bom: boolean;
  readonly quoted: boolean;
  readonly reversed: boolean;
}
const style: fc.Arbitrary<Style> = fc.record({
  record_delimiter: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  quoted: fc.boolean(),
  reversed: fc.boolean(),
});

function csvOf(rows: readonly Row[], { reversed, ...options }: Style): string {
  const columns = Object.keys(rows[0] ?? {});
  const cast = { date: (date: Date) => date.toISOString() };
  // Blanks around a field count only in quotes.
  const quoted_match = /^\s|\s$|\r|\n/;
  return stringify([...rows], {
    ...options,
    header: true,
    columns: reversed ? columns.reverse() : columns,
    cast,
    quoted_match,
  });
}

describe('sre-metrics import', () => {
  let bench: ImportBench;

  beforeAll(async () => {
    bench = await openImportBench();
  });
  afterAll(() => bench.close());

  it('brings any good rows in as they are, and writes nothing the second time', async () => {
    let runs = 0;
    const check = async (rows: Rows, run: string, how: Style) => {
      const files = IMPORT_KINDS.filter((kind) => rows[kind].length > 0).map(
        (kind) => [kind, csvOf(rows[kind], how)] as const
      );
      for (const [kind, csv] of files) {
        expect((await bench.load(kind, csv)).out).toBe(
          `${kind}: ${rows[kind].length} inserted, 0 updated, 0 unchanged.`
        );
        const { rows: stored } = await bench.database.client.query<Row>(QUERIES[kind], [run]);
        expect(sorted(stored)).toEqual(sorted(rows[kind]));
      }
      const before = await bench.everything();
      for (const [kind, csv] of files) {
        expect((await bench.load(kind, csv)).out).toBe(
          `${kind}: 0 inserted, 0 updated, ${rows[kind].length} unchanged.`
        );
      }
      expect(await bench.everything()).toEqual(before);
    };
    await fc.assert(
      fc.asyncProperty(rowsOf('@'), style, async (template, how) => {
        // Every run, also of shrinking, has names of its own.
        runs += 1;
        const run = `run${runs}@`;
        const renamed = (value: unknown) => (typeof value === 'string' ? value.replaceAll('@', run) : value);
        const rows = Object.fromEntries(
          Object.entries(template).map(([kind, some]) => [
            kind,
            some.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, renamed(value)]))),
          ])
        ) as unknown as Rows;
        await check(rows, run, how);
      }),
      { numRuns: 25 }
    );
  }, 60_000);

  it.each<[ImportKindName, string]>([
    ['services', 'name'],
    ['changes', 'external_id,service,created_at'],
    ['incidents', 'external_id,priority,created_at'],
    ['downtimes', 'service,started_at,ended_at,incident'],
  ])('takes a file of %s that holds its header only', async (kind, header) => {
    const before = await bench.everything();
    expect(await bench.load(kind, `${header}\n`)).toEqual({
      status: 0,
      out: `${kind}: 0 inserted, 0 updated, 0 unchanged.`,
      err: '',
    });
    expect(await bench.everything()).toEqual(before);
  });
});

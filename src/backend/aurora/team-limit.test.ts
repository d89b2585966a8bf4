import type { Statement } from './statement';
import { limitToTeams } from './team-limit';

const TEAMS = ['Sales', 'Data'];
const limited = (text: string, values: readonly unknown[] = []) =>
  limitToTeams({ text, values, planning: 'kept' }, TEAMS);

it('leaves statements as they are where there is no limit', () => {
  const statement: Statement = { text: 'select from stackflow.anything', values: [1], planning: 'kept' };
  expect(limitToTeams(statement, [])).toBe(statement);
});

it('reads the rows of these teams alone, by a parameter after the others', () => {
  const { text, values } = limited('select s.name from stackflow.services as s where s.name = $1', ['Shop']);
  expect(text).toBe(
    'select s.name from (select l.* from stackflow.services as l where l.team = any($2::text[])) as s where s.name = $1'
  );
  expect(values).toEqual(['Shop', TEAMS]);
});

it('keeps no plan of what it limits', () => {
  expect(limited('select 1').planning).toBe('fresh');
});

it('limits every table of a statement', () => {
  const { text } = limited(
    'with c as (select from stackflow.change_records as c) select from c join stackflow.slos as o on true'
  );
  expect(text.match(/any\(\$1::text\[\]\)/g)).toHaveLength(2);
});

it.each([
  ['select 1', 'no table'],
  ['select p.when_undecidable from stackflow.gate_policy as p', 'a table of the whole installation'],
])('sends no parameter that nothing uses: %s (%s)', (text) => {
  expect(limited(text).values).toEqual([]);
});

it.each([['insert into stackflow.slos (name) values ($1)'], ['select from stackflow.change_gate($1, $2)']])(
  'leaves alone what is inserted, and functions of ids: %s',
  (text) => {
    expect(limited(text, ['1', '2'])).toMatchObject({ text, values: ['1', '2'] });
  }
);

it('limits an update of services', () => {
  const update =
    'update stackflow.services set monitored_since = $1 where id = (select w.id from stackflow.services as w where w.name = $2)';
  expect(limited(update, [null, 'Shop']).text).toMatch(
    /^update stackflow\.services set monitored_since = \$1 where id = \(select w\.id from \(select l\.\* .*\$3::text/
  );
});

it('limits an update by the read of its own table', () => {
  const { text } = limited(
    'update stackflow.slos set name = $1 where id = (select w.id from stackflow.slos as w where w.id = $2)',
    ['uptime', '1']
  );
  expect(text).toMatch(
    /^update stackflow\.slos set name = \$1 where id = \(select w\.id from \(select l\.\* .*\$3::text/
  );
});

it('keeps a comment that names a table on its line', () => {
  const { text } = limited('-- stackflow.incidents as i\nselect 1');
  expect(text.split('\n').map((line) => line.slice(0, 8))).toEqual(['-- (sele', 'select 1']);
});

it.each([
  ['an update of whatever row', 'update stackflow.gate_overrides set ended_at = now() where id = $1'],
  ['an update of every row', 'update stackflow.slos set name = $1'],
  [
    "an update by another table's ids",
    'update stackflow.slos set name = $1 where id = (select w.id from stackflow.services as w where w.id = $2)',
  ],
  [
    'an update before one that is limited',
    'with a as (update stackflow.slos set name = $1) update stackflow.slos set name = $1 where id = (select w.id from stackflow.slos as w where w.id = $2)',
  ],
  ['a table that no limit is known for', 'select from stackflow.gate_decisions as d'],
  ['a table without an alias, as no statement of ours has it', 'select from stackflow.services'],
  ['a function that looks for itself', 'select stackflow.keep_gate_spells()'],
  ['a write elsewhere', 'insert into stackflow.services (name) values ($1)'],
  ['an update elsewhere', 'update stackflow.change_records set title = $1'],
  ['a deletion', 'delete from stackflow.slos where id = $1'],
])('refuses %s', (_, text) => {
  expect(() => limited(text)).toThrow(/limited to teams/);
});

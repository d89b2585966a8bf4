import fc from 'fast-check';
import sql from 'sql-template-tag';

import { printStatement, statementKey, statementOf } from './statement';

it('keeps parameters out of the text', () => {
  const name = "'; drop table stackflow.services; --";
  const fragment = sql`s.name = ${name}`;
  expect(statementOf(sql`select ${1} from s where ${fragment} and ${fragment}`)).toEqual({
    text: 'select $1 from s where s.name = $2 and s.name = $3',
    values: [1, name, name],
    planning: 'fresh',
  });
});

describe('statementKey', () => {
  const base = { text: 'select $1', values: [['a', 'b'], 1] };

  it('is the same for equal statements', () => {
    expect(statementKey({ ...base, values: [['a', 'b'], 1] })).toBe(statementKey(base));
  });

  it.each([
    { text: 'select $2', values: base.values },
    { text: base.text, values: [['a', 'b'], 2] },
    { text: base.text, values: [['a', 'b'], '1'] },
    { text: base.text, values: [['a,b'], 1] },
    { text: base.text, values: [['b', 'a'], 1] },
    { text: base.text, values: [['a', 'b']] },
  ])('differs for %j', (other) => {
    expect(statementKey(other)).not.toBe(statementKey(base));
  });
});

describe('printStatement', () => {
  it('lists the parameters above the text', () => {
    const values = [new Date('2026-05-01T12:00:00Z'), ['Checkout', "O'Neil"], 7, null];
    expect(printStatement({ text: '\nselect $1, $2, $3, $4\n', values })).toBe(
      `-- $1 = 2026-05-01T12:00:00.000Z
-- $2 = ["Checkout","O'Neil"]
-- $3 = 7
-- $4 = null
select $1, $2, $3, $4`
    );
  });

  it('lets no parameter leave its comment', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a\nb', 'a\r\nb', 'a\rb', '*/ drop'));
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.array(text)), { maxLength: 5 }), (values) => {
        const lines = printStatement({ text: 'select 1', values }).split(/[\r\n]/);
        expect(lines).toHaveLength(values.length + 1);
        expect(lines.slice(0, -1).every((line) => line.startsWith('-- $'))).toBe(true);
      })
    );
  });
});

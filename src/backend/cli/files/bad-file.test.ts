import { BadFile, BadRows } from './bad-file';

const row = (line: number, reason = 'is wrong') => ({ line, column: 'name', reason });

describe('BadRows', () => {
  it('keeps the first rows by line, however they come, and counts all', () => {
    const badRows = new BadRows();
    badRows.add(Array.from({ length: 30 }, (_, index) => row(100 - index)));
    badRows.add([row(5), row(5, 'is also wrong')]);
    expect(badRows.count).toBe(31);
    expect(badRows.first.slice(0, 3)).toEqual([row(5), row(5, 'is also wrong'), row(71)]);
    expect(new Set(badRows.first.map(({ line }) => line)).size).toBe(20);
  });

  it('stays small however many rows are bad', () => {
    const badRows = new BadRows();
    for (let line = 1; line <= 10_000; line++) {
      badRows.add([row(line)]);
    }
    expect(badRows.count).toBe(10_000);
    expect(badRows.first).toHaveLength(20);
  });
});

describe('BadFile', () => {
  const shownRows = (...reasons: string[]) => {
    const badRows = new BadRows();
    reasons.forEach((reason, index) => badRows.add([row(index + 2, reason)]));
    return new BadFile('a.csv', badRows).message;
  };

  it('says one bad row in the singular', () => {
    expect(shownRows('is wrong')).toBe('a.csv: 1 bad row; nothing was loaded.\n  line 2, name: is wrong');
  });

  it('shows what would steer the terminal', () => {
    expect(shownRows('there is no service "\u001b[2Jx\n\u202Ey"')).toContain('"\\u001b[2Jx\\u000a\\u202ey"');
  });

  it('cuts a long reason off', () => {
    expect(shownRows('x'.repeat(5_000)).length).toBeLessThan(400);
  });
});

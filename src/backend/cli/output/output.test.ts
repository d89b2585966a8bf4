import { PassThrough } from 'node:stream';

import { processOutput, withoutPasswords } from './output';

/** Both streams of a process, joined as a terminal shows them. */
function terminal(isTTY: boolean, columns = 80) {
  const screen = new PassThrough();
  const stream = Object.assign(screen, { isTTY, columns }) as unknown as NodeJS.WriteStream & { fd: 1 & 2 };
  const clock = { ms: 5_000 };
  return {
    output: processOutput({ stdout: stream, stderr: stream }, () => clock.ms),
    clock,
    shown: () => String(screen.read() ?? ''),
  };
}

describe('processOutput', () => {
  it('draws progress over itself, and takes it away before the result', () => {
    const { output, shown } = terminal(true);
    output.progress('2000 rows');
    output.progress('4000 rows');
    output.out('done');
    expect(shown()).toBe('\r\u001b[K2000 rows\r\u001b[K4000 rows\r\u001b[Kdone\n');
  });

  it('keeps progress in one row, however narrow the terminal is', () => {
    const { output, shown } = terminal(true, 10);
    output.progress('123456789');
    output.progress('1234567890');
    expect(shown()).toBe('\r\u001b[K123456789\r\u001b[K12345678…');
  });

  it('says how far it is every 10 s where nobody watches', () => {
    const { output, clock, shown } = terminal(false);
    for (const rows of [2000, 4000, 6000, 8000, 10_000, 12_000]) {
      output.progress(`${rows} rows`);
      clock.ms += 5_000;
    }
    output.err('failed');
    expect(shown()).toBe('6000 rows\n10000 rows\nfailed\n');
  });
});

describe('withoutPasswords', () => {
  it.each([
    ["unknown option '--ulr=postgres://me:a:b@c@db/x'", "unknown option '--ulr=…'"],
    ["unknown option '--password=s3cret'", "unknown option '--password=…'"],
    ["unknown command 'postgres://me:a b@db/x'", "unknown command 'postgres://…'"],
    ["unknown command 'postgres://me@corp:s3cret@db/x'", "unknown command 'postgres://…'"],
    [
      "unknown command 'host=db password=it's'\n(Did you mean x?)",
      "unknown command 'host=db password=…'\n(Did you mean x?)",
    ],
    ["unknown command 'PGPASSWORD=s3cret'", "unknown command 'PGPASSWORD=…'"],
    ["argument 'postgres://me:x@db/x' is invalid. Choices: a.", "argument 'postgres://…' is invalid. Choices: a."],
    ['see https://example.com/a', 'see https://example.com/a'],
    ["unknown command 'a--b=c'", "unknown command 'a--b=…'"],
    ["unknown command 'imprt'", "unknown command 'imprt'"],
    ['no quote --password=', 'no quote --password='],
  ])('%s', (text, shown) => {
    expect(withoutPasswords(text)).toBe(shown);
  });
});

import { PassThrough } from 'node:stream';

import { processOutput, withoutPasswords } from './output';

/** Both streams of a process, joined as a terminal shows them. */
function terminal(isTTY: boolean) {
  const screen = new PassThrough();
  const stream = Object.assign(screen, { isTTY }) as unknown as NodeJS.WriteStream & { fd: 1 & 2 };
  return { output: processOutput({ stdout: stream, stderr: stream }), shown: () => String(screen.read() ?? '') };
}

describe('processOutput', () => {
  it('draws progress over itself, and takes it away before the result', () => {
    const { output, shown } = terminal(true);
    output.progress('2000 rows');
    output.progress('4000 rows');
    output.out('done');
    expect(shown()).toBe('\r\u001b[K2000 rows\r\u001b[K4000 rows\r\u001b[Kdone\n');
  });

  it('draws no progress where nobody watches', () => {
    const { output, shown } = terminal(false);
    output.progress('2000 rows');
    output.err('failed');
    expect(shown()).toBe('failed\n');
  });
});

describe('withoutPasswords', () => {
  it.each([
    ["unknown option '--ulr=postgres://me:a:b@c@db/x'", "unknown option '--ulr=postgres://me:***@db/x'"],
    ['see https://example.com/a', 'see https://example.com/a'],
    ['postgres://me@db/x', 'postgres://me@db/x'],
  ])('%s', (said, shown) => {
    expect(withoutPasswords(said)).toBe(shown);
  });
});

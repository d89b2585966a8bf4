import { createLog } from './log';

describe('createLog', () => {
  it('writes one line for each message that is important enough', () => {
    const lines: string[] = [];
    const log = createLog((line) => lines.push(line), 'warn');
    log.error('It broke', { job: 'x\ny', level: 'none' });
    log.warn('Nearly');
    log.info('Fine');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { job: 'x\ny', time: expect.any(String), level: 'error', message: 'It broke' },
      { time: expect.any(String), level: 'warn', message: 'Nearly' },
    ]);
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  });
});

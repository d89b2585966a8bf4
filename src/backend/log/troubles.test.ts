import { Troubles, kindOf, withoutRepeats } from './troubles';

let lines: string[];
let troubles: Troubles;
const recordAs =
  (level: string) =>
  (message: string, fields: object = {}) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
const log = { error: recordAs('error'), warn: recordAs('warn'), info: recordAs('info') };

beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  troubles = new Troubles(log, Date.now);
});
afterEach(() => {
  troubles.close();
  jest.useRealTimers();
});

const away = () => troubles.happened({ key: 'a', level: 'warn', message: 'Aurora is away.', fields: { refId: 'A' } });
const seconds = (count: number) => jest.advanceTimersByTime(count * 1000);

/** Twelve minutes in which something fails `perSecond` times. */
function outage(times: number): void {
  for (let second = 0; second < 12 * 60; second += 1) {
    for (let time = 0; time < times; time += 1) {
      away();
    }
    seconds(1);
  }
}

it('tells an outage by its beginning, each minute and its end', () => {
  outage(3);
  troubles.over('a');
  seconds(15);
  expect(lines[0]).toBe('warn Aurora is away. {"refId":"A"}');
  expect(lines.slice(1, -1).every((line) => line.startsWith('warn It goes on: Aurora is away. {"times":'))).toBe(true);
  expect(lines.at(-1)).toBe('info It is over: Aurora is away. {"times":2160,"seconds":719}');
  expect(lines.length).toBeLessThanOrEqual(14);
});

it('does not take the odd call that works for the end', () => {
  away();
  for (let round = 0; round < 20; round += 1) {
    troubles.over('a');
    seconds(2);
    away();
    seconds(2);
  }
  expect(lines.filter((line) => line.includes('It is over'))).toEqual([]);
});

it('tells troubles of other keys beside it', () => {
  away();
  troubles.happened({ key: 'b', level: 'error', message: 'Something else.' });
  expect(lines).toEqual(['warn Aurora is away. {"refId":"A"}', 'error Something else. {}']);
});

it('ends by itself once it stays away, and silently where it came once', () => {
  away();
  seconds(160);
  expect(lines).toHaveLength(1);
  away();
  away();
  seconds(160);
  expect(lines.at(-1)).toMatch(/^info It is over/);
  away();
  expect(lines.at(-1)).toMatch(/^warn Aurora is away/);
});

it('tells at its close what was not told yet', () => {
  away();
  away();
  troubles.close();
  expect(lines.at(-1)).toMatch(/^warn It goes on: .*"times":1/);
});

it('leaves no timer behind', () => {
  away();
  seconds(160);
  expect(jest.getTimerCount()).toBe(0);
});

describe('withoutRepeats', () => {
  const quiet = () => withoutRepeats(log, troubles);

  it('knows a message again although its numbers differ', () => {
    quiet().error('Failed task 12 (sync, 3.25ms) with connect ECONNREFUSED 127.0.0.1:5432');
    quiet().error('Failed task 13 (sync, 8.5ms) with connect ECONNREFUSED 127.0.0.1:5432');
    expect(lines).toHaveLength(1);
  });

  it('tells what is said of another subject', () => {
    quiet().warn('Statuses could not be set', { repository: 'a/b', error: 'timeout after 31 ms' });
    quiet().warn('Statuses could not be set', { repository: 'a/b', error: 'timeout after 32 ms' });
    quiet().warn('Statuses could not be set', { repository: 'a/c', error: 'timeout after 33 ms' });
    expect(lines).toHaveLength(2);
  });

  it('tells each job that is given up, and once that jobs are tried again', () => {
    for (const job of ['1', '2']) {
      quiet().warn('A job failed and is tried again', { task: 'sync', job });
      quiet().error('A job failed for the last time', { task: 'sync', job });
    }
    expect(lines).toHaveLength(3);
  });

  it('passes on what is no trouble', () => {
    quiet().info('Ready');
    quiet().info('Ready');
    expect(lines).toHaveLength(2);
  });
});

it('sees no difference in ids, ports and times', () => {
  expect(kindOf('worker-1f2e3d4c5b6a7988 at 127.0.0.1:5432')).toBe(kindOf('worker-aabbccdd11223344 at 127.0.0.2:5433'));
});

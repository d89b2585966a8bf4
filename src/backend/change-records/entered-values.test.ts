import { count, key, text, time, webAddress } from './entered-values';

const DAY_MS = 86_400_000;

describe('time', () => {
  it.each([
    ['2026-05-01T12:00:00Z', true],
    ['2026-05-01T12:00:00.123456+02:00', true],
    ['2024-02-29T00:00:00-11:30', true],
    ['2026-05-01T12:00:00', false],
    ['2026-05-01 12:00:00Z', false],
    ['2026-05-01', false],
    ['2026-02-29T12:00:00Z', false],
    ['2026-05-01T24:00:00Z', false],
    ['2026-05-01T12:00:00+15:00', false],
    ['1899-12-31T23:59:59Z', false],
    [new Date(Date.now() + 360 * DAY_MS).toISOString(), true],
    [new Date(Date.now() + 367 * DAY_MS).toISOString(), false],
    ['2199-01-01T00:00:00Z', false],
    ['1714550400', false],
    ['now', false],
  ])('%s: %s', (value, accepted) => {
    expect(time.safeParse(value).success).toBe(accepted);
  });

  it('gives one reason, not several', () => {
    expect(time.safeParse('yesterday').error?.issues).toHaveLength(1);
  });
});

describe('count', () => {
  it.each([
    ['0', 0],
    ['1200', 1200],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['1234567890123456', null],
  ])('%s is %s', (value, number) => {
    expect(count.safeParse(value).data ?? null).toBe(number);
  });
});

describe('text and key', () => {
  it.each([
    [text, 'x'.repeat(2000), true],
    [text, 'x'.repeat(2001), false],
    [key, '字'.repeat(500), true],
    [key, 'x'.repeat(501), false],
    [text, 'a\u0000b', false],
    [text, 'Caf\uFFFD', false],
  ])('%# keeps lengths and characters that PostgreSQL takes', (schema, value, accepted) => {
    expect(schema.safeParse(value).success).toBe(accepted);
  });
});

describe('webAddress', () => {
  it.each([
    ['https://git.example/pull/7', true],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['git.example/pull/7', false],
    [`https://git.example/${'a'.repeat(2000)}`, false],
  ])('%s: %s', (value, accepted) => {
    expect(webAddress.safeParse(value).success).toBe(accepted);
  });
});

import { withoutSlashesAtEnd } from './without-slashes';

it.each([
  ['https://github.test/api/v3//', 'https://github.test/api/v3'],
  ['/a', '/a'],
  ['//', ''],
  ['', ''],
])('makes of %j: %j', (text, expected) => {
  expect(withoutSlashesAtEnd(text)).toBe(expected);
});

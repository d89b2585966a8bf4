import { globMatcher } from './glob';

it.each([
  ['main', 'main', true],
  ['main', 'main2', false],
  ['release/*', 'release/1.2', true],
  ['release/*', 'release/1/2', false],
  ['release/**', 'release/1/2', true],
  ['services/shop/**', 'services/shop/src/a.ts', true],
  ['services/shop/**', 'services/shopping/a.ts', false],
  ['/services/shop/**', 'services/shop/a.ts', true],
  ['**/*.sql', 'a.sql', true],
  ['**/*.sql', 'db/deep/a.sql', true],
  ['a/**/b', 'a/b', true],
  ['a/**/b', 'a/x/y/b', true],
  ['a/**/b', 'a/xb', false],
  ['file-?.ts', 'file-é.ts', true],
  ['file-?.ts', 'file-/.ts', false],
  ['a.c', 'abc', false],
  ['(x|y)[1]{2}+^$\\', '(x|y)[1]{2}+^$\\', true],
  ['**', 'any/thing\nat all', true],
])('%j for %j: %j', (pattern, text, fits) => {
  expect(globMatcher([pattern])(text)).toBe(fits);
});

it('lets the last pattern that fits decide', () => {
  const fits = globMatcher(['src/**', '!src/**/*.md', 'src/README.md']);
  expect(['src/a.ts', 'src/doc/a.md', 'src/README.md', 'other'].map(fits)).toEqual([true, false, true, false]);
});

it('fits nothing without patterns', () => {
  expect(globMatcher([])('a')).toBe(false);
});

import fc from 'fast-check';

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

/** What a pattern means, by trying every way of reading it: slow, but plain. */
function fitsPlainly(pattern: string, text: string): boolean {
  if (pattern === '') {
    return text === '';
  }
  const [first = ''] = text;
  const isName = first !== '' && first !== '/';
  if (pattern.startsWith('**/')) {
    const folders = [...text.matchAll(/\//g)].map(({ index }) => text.slice(index + 1));
    return [text, ...folders].some((rest) => fitsPlainly(pattern.slice(3), rest));
  }
  if (pattern.startsWith('**')) {
    return fitsPlainly(pattern.replace(/^\*+/, ''), text) || (first !== '' && fitsPlainly(pattern, rest(text)));
  }
  if (pattern.startsWith('*')) {
    return fitsPlainly(pattern.slice(1), text) || (isName && fitsPlainly(pattern, rest(text)));
  }
  const isSame = pattern.startsWith('?') ? isName : Array.from(pattern)[0] === first;
  return isSame && fitsPlainly(rest(pattern), rest(text));
}

const rest = (text: string) => Array.from(text).slice(1).join('');

it('fits what a plain reading of every pattern fits', () => {
  const pieces = (...wildcards: string[]) => fc.constantFrom('a', 'b', '/', '.', '\n', 'é', '😀', ...wildcards);
  const texts = fc.array(pieces(), { maxLength: 9 });
  const patterns = fc.array(pieces('*', '*', '**', '**/', '/**/', '?'), { maxLength: 7 });
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      // A slash at the beginning says what holds anyway: from the root.
      const [glob, path] = [`x${pattern.join('')}`, `x${text.join('')}`];
      expect(globMatcher([glob])(path)).toBe(fitsPlainly(glob, path));
    }),
    { numRuns: 5_000 }
  );
});

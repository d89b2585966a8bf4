import { join } from 'node:path';

import { overgrowth, repeated } from '../support/growth';
import { literalsOf, piecesFor } from '../support/regular-expressions';

/** Every regular expression of what ships, with texts of a hundred thousand characters that are made for it. */

const SRC = join(__dirname, '../../src');
const LENGTH = 100_000;
/** Behind the repetition, so that an expression that reads it to its end is disappointed there. */
const DISAPPOINTMENTS = ['\n\u0000', '\u0000\n', '/'];

/** The first text over which an expression takes long; null where there is none. */
async function findsLong(expression: RegExp) {
  for (const piece of piecesFor(expression)) {
    for (const behind of DISAPPOINTMENTS) {
      const textOf = repeated(piece, { before: piece === '/' ? 'x' : '', behind });
      const growth = await overgrowth(textOf, (text) => lookThrough(expression, text), LENGTH);
      if (growth !== null) {
        return { expression: String(expression), piece, behind, ...growth };
      }
    }
  }
  return null;
}

/** Every match of a global one, the first of another. */
function lookThrough(expression: RegExp, text: string): void {
  expression.lastIndex = 0;
  while (expression.test(text) && expression.global) {
    // One that fits nothing at all would stay where it is.
    expression.lastIndex += 1;
  }
}

it.each([
  /^\s*(?:this )?reverts:?\s+#(\d+)\b/im,
  /\/+$/,
  /^(.+)T(.+)\.\d+Z$/,
  /^-?(?:\d+\.?\d*|\.\d+)$/,
  /^[ -~]*[!-~][ -~]*$/,
  /(\$\{\w+(?:\.[^:}]+)?):[^}\]]+(\})/g,
  /(--[\w-]+=|password=)[^]*'/i,
])('would find %s', async (quadratic) => {
  expect(await findsLong(quadratic)).not.toBeNull();
});

const literals = literalsOf(SRC);

it('knows the expressions', () => {
  expect(literals.length).toBeGreaterThan(80);
});

it.each(literals.map(({ where, expression }) => [where.slice(SRC.length + 1), expression] as const))(
  '%s takes no longer than the text is long: %s',
  async (_, expression) => {
    expect(await findsLong(expression)).toBeNull();
  }
);

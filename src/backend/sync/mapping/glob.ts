/**
 * Whether patterns, much as in `.gitignore` but from the root, fit a path or branch: `*` is anything but `/`,
 * `**` anything, `?` one character; a pattern after `!` takes out again, and the last that fits decides.
 */
export function globMatcher(patterns: readonly string[]): (text: string) => boolean {
  const rules = patterns.map((pattern) => {
    const takesOut = pattern.startsWith('!');
    return { takesOut, expression: expressionOf(takesOut ? pattern.slice(1) : pattern) };
  });
  return (text) => {
    const last = rules.findLast(({ expression }) => expression.test(text));
    return last !== undefined && !last.takesOut;
  };
}

const PARTS = /\*\*\/|\*+|\?|[^*?]+/g;

function expressionOf(pattern: string): RegExp {
  const parts = pattern.replace(/^\//, '').match(PARTS) ?? [];
  return new RegExp(`^${parts.map(partOf).join('')}$`, 'su');
}

function partOf(part: string): string {
  switch (part) {
    case '**/':
      // No folder at all, too: a/**/b fits a/b.
      return '(?:.*/)?';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    default:
      return part.startsWith('**') ? '.*' : part.replace(/[\\^$.+()[\]{}|/]/g, String.raw`\$&`);
  }
}

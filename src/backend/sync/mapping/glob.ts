/**
 * Whether patterns, much as in `.gitignore` but from the root, fit a path or branch: `*` is anything but `/`,
 * `**` anything, `?` one character; a pattern after `!` takes out again, and the last that fits decides.
 *
 * A text costs at most its length times the pattern's: whoever opens a pull request chooses the path, so
 * nothing is tried twice.
 */
export function globMatcher(patterns: readonly string[]): (text: string) => boolean {
  const rules = patterns.map((pattern) => {
    const takesOut = pattern.startsWith('!');
    return { takesOut, steps: stepsOf(takesOut ? pattern.slice(1) : pattern) };
  });
  return (text) => {
    const last = rules.findLast(({ steps }) => fits(steps, text));
    return last !== undefined && !last.takesOut;
  };
}

/** The same for texts without folders, such as titles and names, whatever their case: `*` fits a `/` too. */
export function textMatcher(patterns: readonly string[]): (text: string) => boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll('/', '\u2215');
  const matches = globMatcher(patterns.map(plain));
  return (text) => matches(plain(text));
}

/** Places in a text, ascending, up to which it can be read. */
type Places = readonly number[];

/** From where the parts of a pattern before can reach to where this one does. */
type Step = (text: string, from: Places) => Places;

const PARTS = /\*\*\/|\*+|\?|[^*?]+/g;

function stepsOf(pattern: string): readonly Step[] {
  return (pattern.replace(/^\//, '').match(PARTS) ?? []).map(stepOf);
}

function fits(steps: readonly Step[], text: string): boolean {
  let places: Places = [0];
  for (const step of steps) {
    places = step(text, places);
  }
  return places.at(-1) === text.length;
}

function stepOf(part: string): Step {
  switch (part) {
    case '**/':
      return folders;
    case '*':
      return name;
    case '?':
      return one;
    default:
      return part.startsWith('**') ? anything : literal(part);
  }
}

function literal(part: string): Step {
  return (text, from) => from.filter((place) => text.startsWith(part, place)).map((place) => place + part.length);
}

/** One character, which may be two halves of UTF-16. */
function one(text: string, from: Places): Places {
  const to: number[] = [];
  for (const place of from) {
    const character = text.codePointAt(place);
    const end = place + (character !== undefined && character > 0xff_ff ? 2 : 1);
    if (character !== undefined && character !== SLASH && to.at(-1) !== end) {
      to.push(end);
    }
  }
  return to;
}

const SLASH = '/'.charCodeAt(0);

/** Up to the next slash. */
function name(text: string, from: Places): Places {
  const to: number[] = [];
  let end = -1;
  for (const place of from) {
    // Up to there the place before got already.
    if (place > end) {
      const slash = text.indexOf('/', place);
      end = slash === -1 ? text.length : slash;
      for (let next = place; next <= end; next += 1) {
        to.push(next);
      }
    }
  }
  return to;
}

function anything(text: string, [first]: Places): Places {
  return first === undefined ? [] : range(first, text.length);
}

// No folder at all, too: a/**/b fits a/b.
function folders(text: string, from: Places): Places {
  const to = new Set(from);
  for (let slash = text.indexOf('/', from[0]); to.size > 0 && slash !== -1; slash = text.indexOf('/', slash + 1)) {
    to.add(slash + 1);
  }
  return [...to].sort((a, b) => a - b);
}

function range(first: number, last: number): Places {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

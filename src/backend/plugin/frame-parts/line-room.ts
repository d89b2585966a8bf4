/**
 * Lines of a list on a wall have one size, for which Grafana measures the line of most letters only. One of fewer but wider
 * letters would be cut, so it is given spaces until it is the one that is measured.
 */

const NO_BREAK_SPACE = '\u00a0';

/** Widths of letters in Inter, Grafana's font, in hundredths of its size at weight 500; measured in a browser. */
const WIDTHS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    25: 'ijl',
    27: ` I${NO_BREAK_SPACE}`,
    31: `!,.:;'·`,
    37: '`t|()/[]\\f',
    42: 'r1{}-_',
    54: '^"*?s',
    58: 'kxz7LavJcyFe',
    62: '5Ehnou2bdgpq368',
    66: '9#PZ$&0RST4B+<=>~',
    71: 'KXYAVD',
    77: 'CHUGNOQ',
    91: 'wmM',
    100: '@%W',
  }).flatMap(([width, letters]) => Array.from(letters, (letter) => [letter, Number(width)] as const))
);
/** Of a letter of other scripts, of which the widest fill a square. */
const OTHER_WIDTH = 100;
const ACCENTS = /\p{M}/gu;

/** What one line may be wider than the measured one, in the same unit: the room at both ends of a line holds it. */
const TOLERANCE = 25;

/** How wide a text is drawn, about, in hundredths of the font's size. */
export function widthOf(text: string): number {
  const letters = Array.from(text.normalize('NFD').replace(ACCENTS, '').normalize('NFC'));
  return letters.reduce((sum, letter) => sum + (WIDTHS.get(letter) ?? OTHER_WIDTH), 0);
}

/**
 * Spaces to put at each end of lines that are drawn in one size.
 *
 * @param lines as they are drawn, without room
 * @returns one no-break space at the least for each line, in their order
 */
export function roomFor(lines: readonly string[]): readonly string[] {
  const widths = lines.map(widthOf);
  const widest = widths.reduce((best, width, index) => (width > (widths[best] ?? 0) ? index : best), 0);
  const longest = lines.reduce((best, line, index) => (line.length > (lines[best]?.length ?? 0) ? index : best), 0);
  const isCovered = (widths[widest] ?? 0) - (widths[longest] ?? 0) <= TOLERANCE;
  const missing = (lines[longest]?.length ?? 0) - (lines[widest]?.length ?? 0);
  // One letter more than the others: of those with equally many, Grafana measures the first.
  const ownRoom = isCovered ? 0 : Math.ceil((missing + 1) / 2);
  return lines.map((_, index) => NO_BREAK_SPACE.repeat(1 + (index === widest ? ownRoom : 0)));
}

/** The arc of a gauge: from the lower left over the top to the lower right. */

interface Point {
  readonly x: number;
  readonly y: number;
}

const START_DEGREES = 210;
const SWEEP_DEGREES = 240;

/** The point at `share` (0 to 1) of the arc. */
export function pointOnArc(center: Point, radius: number, share: number): Point {
  const radians = ((START_DEGREES - share * SWEEP_DEGREES) * Math.PI) / 180;
  return { x: center.x + radius * Math.cos(radians), y: center.y - radius * Math.sin(radians) };
}

/** An SVG path along the arc between two shares of it. */
export function arcPath(center: Point, radius: number, from: number, to: number): string {
  const start = pointOnArc(center, radius, from);
  const end = pointOnArc(center, radius, to);
  const isLarge = (to - from) * SWEEP_DEGREES > 180 ? 1 : 0;
  return `M ${start.x} ${start.y} A ${radius} ${radius} 0 ${isLarge} 1 ${end.x} ${end.y}`;
}

/** What tells that somebody looks elsewhere. */
const MOVES = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Keeps the foot of a form in view while answers come in above it and the page grows or shrinks, until somebody moves.
 *
 * @param foot the last element of the form
 * @returns ends it sooner
 */
export function followFoot(foot: HTMLElement): () => void {
  const until = new AbortController();
  const show = () => foot.scrollIntoView({ block: 'end' });
  const observer = new ResizeObserver(show);
  observer.observe(foot.closest('form') ?? foot);
  const end = () => {
    observer.disconnect();
    until.abort();
  };
  MOVES.forEach((move) => window.addEventListener(move, end, { passive: true, signal: until.signal }));
  show();
  return end;
}

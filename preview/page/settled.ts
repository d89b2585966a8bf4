/**
 * Tells whoever watches the page, as tests do, when it stands still: `data-state` of the document is
 * "loading" until nothing loads any more, then "done".
 */

/** What loads carries this mark; a panel that is ready carries another. */
export const LOADING = 'loading';

/** Between an answer and what is drawn of it lie some frames. */
const QUIET_FRAMES = 4;

let openCalls = 0;

/** Counts a call of the server as something that loads. */
export async function untilAnswered<T>(call: Promise<T>): Promise<T> {
  openCalls += 1;
  try {
    return await call;
  } finally {
    openCalls -= 1;
  }
}

/** Keeps the document's mark from now on. */
export function watchSettling(): void {
  let quietFrames = 0;
  const look = () => {
    quietFrames = isLoading() ? 0 : quietFrames + 1;
    const state = quietFrames < QUIET_FRAMES ? LOADING : 'done';
    if (document.documentElement.dataset['state'] !== state) {
      document.documentElement.dataset['state'] = state;
    }
    requestAnimationFrame(look);
  };
  look();
}

function isLoading(): boolean {
  return (
    openCalls > 0 ||
    document.fonts.status !== 'loaded' ||
    document.body.querySelector(`[data-state="${LOADING}"]`) !== null
  );
}

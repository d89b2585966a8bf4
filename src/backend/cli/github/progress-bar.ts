/** What a person sees of a sync under way, in one line. */

/** So that the line of a usual repository fits into 80 columns. */
const WIDTH = 12;
/** Before that a rate says nothing. */
const LEAST_SECONDS = 1;

export interface SyncProgress {
  readonly repository: string;
  /** Which of how many repositories. */
  readonly position: number;
  readonly of: number;
  /** Pull requests read so far, and those that an earlier run of the same pass read. */
  readonly pullRequests: number;
  readonly readBefore: number;
  /** From 0 to 1; null: nobody can tell. */
  readonly fraction: number | null;
  /** `fraction` when this run began. */
  readonly fractionBefore: number;
  readonly elapsedSeconds: number;
}

/** `2/3 acme/shop [#####-------] 41 % · 4,100 pull requests · 350/s · 17 s left` */
export function progressBar(progress: SyncProgress): string {
  const { repository, position, of, pullRequests, readBefore, fraction, elapsedSeconds } = progress;
  const isRated = elapsedSeconds >= LEAST_SECONDS;
  const perSecond = isRated ? (pullRequests - readBefore) / elapsedSeconds : null;
  const secondsToGo = isRated ? secondsLeft(progress) : null;
  return [
    `${position}/${of} ${repository}${fraction === null ? '' : ` ${bar(fraction)}`}`,
    `${pullRequests.toLocaleString('en')} pull requests`,
    perSecond === null ? '' : `${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`,
    secondsToGo === null ? '' : `${inWords(secondsToGo)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function bar(fraction: number): string {
  const filled = Math.round(fraction * WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(WIDTH - filled)}] ${Math.floor(fraction * 100)} %`;
}

function secondsLeft({ fraction, fractionBefore, elapsedSeconds }: SyncProgress): number | null {
  const done = (fraction ?? 0) - fractionBefore;
  return fraction === null || done <= 0 ? null : (elapsedSeconds * (1 - fraction)) / done;
}

/** Two units at most: nobody needs the seconds of an hour. */
function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)];
  if (hours > 0) {
    return `${hours} h ${minutes} min`;
  }
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

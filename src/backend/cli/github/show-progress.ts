import type { Wait } from '../../sync/api/settings';
import type { SyncEvent } from '../../sync/backfill/events';
import type { Output } from '../output/output';
import { progressBar } from './progress-bar';
import type { SyncProgress } from './progress-bar';

/** A shorter wait is nothing to speak of. */
const WAIT_WORTH_TELLING_MS = 10_000;

const WHY: Readonly<Record<Wait['reason'], string>> = {
  rateLimit: "GitHub's rate limit is used up",
  secondaryLimit: 'GitHub asks to slow down',
  retry: 'GitHub had trouble',
};

/** Shows a sync to whoever watches; longer waits are told in a log as well. */
export function showProgress(output: Output, nowMs: () => number = Date.now) {
  let progress: SyncProgress | null = null;
  let beganMs = 0;
  return {
    onEvent: (event: SyncEvent): void => {
      if (event.kind === 'begin') {
        progress = begin(event);
        beganMs = nowMs();
      } else if (event.kind === 'page' && progress !== null) {
        progress = goOn(progress, event, (nowMs() - beganMs) / 1_000);
      }
      if (event.kind !== 'end' && progress !== null) {
        output.progress(progressBar(progress));
      }
    },
    onWait: ({ reason, milliseconds, cause }: Wait): void => {
      const until = new Date(nowMs() + milliseconds).toISOString().slice(11, 19);
      const text = `${WHY[reason]}: waiting until ${until} UTC (${cause.replace(/\.$/, '')})`;
      if (milliseconds >= WAIT_WORTH_TELLING_MS) {
        output.err(text);
      } else {
        output.progress(text);
      }
    },
  };
}

function begin({ repository, position, of }: Extract<SyncEvent, { kind: 'begin' }>): SyncProgress {
  return {
    repository,
    position,
    of,
    pullRequests: 0,
    readBefore: 0,
    fraction: null,
    fractionBefore: 0,
    elapsedSeconds: 0,
  };
}

function goOn(
  before: SyncProgress,
  { repository, pullRequests, brought, fraction }: Extract<SyncEvent, { kind: 'page' }>,
  elapsedSeconds: number
): SyncProgress {
  // The first page of a pass tells how far an earlier run had come.
  const isFirst = before.pullRequests === 0 || pullRequests < before.pullRequests;
  const readBefore = isFirst ? pullRequests - brought : before.readBefore;
  const share = isFirst && pullRequests > 0 ? (fraction ?? 0) * (readBefore / pullRequests) : before.fractionBefore;
  return { ...before, repository, pullRequests, readBefore, fraction, fractionBefore: share, elapsedSeconds };
}

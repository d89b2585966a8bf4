import type { Output } from '../output/output';
import { showProgress } from './show-progress';

/** What a terminal would have shown, line by line. */
function watched(): { readonly lines: string[]; readonly output: Output } {
  const lines: string[] = [];
  const as = (kind: string) => (text: string) => void lines.push(`${kind}: ${text}`);
  return { lines, output: { out: as('out'), err: as('err'), progress: as('progress') } };
}

const START_MS = Date.parse('2026-03-01T10:00:00Z');

describe('showProgress', () => {
  it('shows each page, and rates what this run read of a pass that was cut off', () => {
    const { lines, output } = watched();
    let nowMs = START_MS;
    const { onEvent } = showProgress(output, () => nowMs);
    onEvent({ kind: 'begin', repository: 'acme/shop', position: 1, of: 1 });
    nowMs += 2_000;
    onEvent({ kind: 'page', repository: 'acme/shop', pullRequests: 500, brought: 100, fraction: 0.5 });
    nowMs += 2_000;
    onEvent({ kind: 'page', repository: 'acme/shop', pullRequests: 600, brought: 100, fraction: 0.6 });
    expect(lines).toEqual([
      'progress: 1/1 acme/shop · 0 pull requests',
      'progress: 1/1 acme/shop [######------] 50 % · 500 pull requests · 50/s · 10 s left',
      'progress: 1/1 acme/shop [#######-----] 60 % · 600 pull requests · 50/s · 8 s left',
    ]);
  });

  it('says in a log only what is worth waiting for', () => {
    const { lines, output } = watched();
    const { onWait } = showProgress(output, () => START_MS);
    onWait({ reason: 'retry', milliseconds: 1_000, cause: 'GitHub answered 502.' });
    onWait({ reason: 'rateLimit', milliseconds: 600_000, cause: 'API rate limit exceeded.' });
    expect(lines).toEqual([
      'progress: GitHub had trouble: waiting until 10:00:01 UTC (GitHub answered 502)',
      "err: GitHub's rate limit is used up: waiting until 10:10:00 UTC (API rate limit exceeded)",
    ]);
  });
});

import type { Verdict } from './verdict';

/** What was last sent for a pull request. `error`: GitHub took none for this commit. */
export interface SentStatus {
  readonly headSha: string;
  readonly state: 'failure' | 'success' | 'error';
  /** False of a failure that may have arrived or not. */
  readonly isSure: boolean;
  /** When GitHub did not take a newer one; null where there was none. */
  readonly refusedAtMs: number | null;
}

/** Which pull requests get a status:
 * - `gated`: those of gated services, and again once nothing stands in their way;
 * - `all`: every one into a production branch, so that GitHub may require the status;
 * - `lift`: none, and what was set before is taken back.
 */
export type Coverage = 'gated' | 'all' | 'lift';

export interface DueStatus {
  readonly state: 'failure' | 'success';
  readonly description: string;
}

/** What GitHub did not take may be taken later: a commit that it does not know yet, for example. */
const TRY_AGAIN_AFTER_MS = 3_600_000;

const LIFTED: DueStatus = { state: 'success', description: 'The change gate has no say here any more.' };

/** The status to send now; null: none. Each state of the gate is sent once for each head commit. */
export function dueStatus(
  verdict: Verdict,
  { headSha, sent }: { readonly headSha: string; readonly sent: SentStatus | null },
  coverage: Coverage,
  nowMs: number
): DueStatus | null {
  const here = sent?.headSha === headSha ? sent : null;
  if (here !== null && here.refusedAtMs !== null && nowMs < here.refusedAtMs + TRY_AGAIN_AFTER_MS) {
    return null;
  }
  if (coverage === 'lift' || verdict.kind === 'none') {
    return here?.state === 'failure' ? LIFTED : null;
  }
  if (verdict.kind === 'unknown' || (verdict.state === here?.state && here.isSure)) {
    return null;
  }
  const isNews = verdict.state === 'failure' || here?.state === 'failure' || coverage === 'all';
  return isNews ? { state: verdict.state, description: verdict.description } : null;
}

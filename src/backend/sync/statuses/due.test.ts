import { dueStatus } from './due';
import type { Coverage, SentStatus } from './due';
import type { Verdict } from './verdict';

const NOW_MS = Date.UTC(2026, 2, 2);
const HOUR_MS = 3_600_000;

const FAILURE: Verdict = { kind: 'status', state: 'failure', description: 'Used up.' };
const SUCCESS: Verdict = { kind: 'status', state: 'success', description: 'Fine.' };
const UNKNOWN: Verdict = { kind: 'unknown' };
const NONE: Verdict = { kind: 'none' };

const sent = (state: SentStatus['state'], headSha = 'head'): SentStatus => ({
  headSha,
  state,
  isSure: state !== 'error',
  refusedAtMs: null,
});
const refused = (state: SentStatus['state'], headSha = 'head', refusedAtMs = NOW_MS - 1): SentStatus => ({
  ...sent(state, headSha),
  refusedAtMs,
});
const UNSURE: SentStatus = { ...sent('failure'), isSure: false };

it.each<[string, Verdict, SentStatus | null, Coverage, 'failure' | 'success' | null]>([
  ['a failure', FAILURE, null, 'gated', 'failure'],
  ['a failure that was sent', FAILURE, sent('failure'), 'gated', null],
  ['a failure that was sent of another commit', FAILURE, sent('failure', 'old'), 'gated', 'failure'],
  ['a failure after a success', FAILURE, sent('success'), 'all', 'failure'],
  ['a success after a failure', SUCCESS, sent('failure'), 'gated', 'success'],
  ['a success of a commit that never failed', SUCCESS, sent('failure', 'old'), 'gated', null],
  ['a success that nobody asks for', SUCCESS, null, 'gated', null],
  ['a success that is required', SUCCESS, null, 'all', 'success'],
  ['a success that was sent', SUCCESS, sent('success'), 'all', null],
  ['what GitHub did not take, at once', FAILURE, refused('error'), 'gated', null],
  ['what GitHub did not take, later', FAILURE, refused('error', 'head', NOW_MS - HOUR_MS), 'gated', 'failure'],
  ['what GitHub did not take, of another commit', FAILURE, refused('error', 'old'), 'gated', 'failure'],
  ['a success that GitHub did not take after a failure, at once', SUCCESS, refused('failure'), 'gated', null],
  ['the same, later', SUCCESS, refused('failure', 'head', NOW_MS - HOUR_MS), 'gated', 'success'],
  ['a failure that may not have arrived', FAILURE, UNSURE, 'gated', 'failure'],
  ['a success after a failure that may have arrived', SUCCESS, UNSURE, 'gated', 'success'],
  ['what is not known', UNKNOWN, sent('failure'), 'all', null],
  ['what concerns nobody', NONE, null, 'all', null],
  ['what concerns nobody any more', NONE, sent('failure'), 'gated', 'success'],
  ['nothing where all is lifted', FAILURE, null, 'lift', null],
  ['a lift of what failed', FAILURE, sent('failure'), 'lift', 'success'],
  ['no lift of another commit', FAILURE, sent('failure', 'old'), 'lift', null],
])('%s', (_, verdict, before, coverage, state) => {
  const due = dueStatus(verdict, { headSha: 'head', sent: before }, coverage, NOW_MS);
  expect(due?.state ?? null).toBe(state);
});

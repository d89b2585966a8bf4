import { SceneTimeRange } from '@grafana/scenes';
import type { SceneTimeRangeState } from '@grafana/scenes';

import { boot } from './boot';

/**
 * The range that a page opens with. Data that has ended lies outside "the last 30 days": then the
 * preview says which range is shown.
 */
export function shownRange(own: { readonly from: string; readonly to: string }, more?: Partial<SceneTimeRangeState>) {
  const { timeRange } = boot;
  const iso = (ms: number) => new Date(ms).toISOString();
  const range = timeRange === null ? own : { from: iso(timeRange.fromMs), to: iso(timeRange.toMs) };
  return new SceneTimeRange({ ...range, ...more });
}

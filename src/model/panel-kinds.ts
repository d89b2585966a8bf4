import type { QueryType } from './query-kinds';

/** The kinds a panel or an alert rule can ask for; annotations have an editor of their own. */
export const PANEL_KINDS = [
  'dora',
  'scorecard',
  'errorBudget',
  'reliability',
  'records',
  'gate',
  'status',
] as const satisfies QueryType[];
export type PanelKind = (typeof PANEL_KINDS)[number];

/** Those that have numbers for an alert rule. */
export const ALERT_KINDS = ['dora', 'errorBudget', 'reliability', 'gate', 'status'] as const satisfies PanelKind[];

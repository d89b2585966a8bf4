import sql from 'sql-template-tag';

import type { MappingDefinition } from './definition';

/** How a mapping makes records of what was merged; alike for whoever writes mappings and for what derives records. */
export type RecordRules = Pick<
  MappingDefinition,
  | 'deployedBy'
  | 'tags'
  | 'recordPer'
  | 'redeployHours'
  | 'revertDays'
  | 'criticalLabels'
  | 'excludeLabels'
  | 'excludeAuthors'
  | 'excludeBots'
  | 'excludeTitles'
  | 'reworkLabels'
  | 'reworkBranches'
  | 'deployWithoutPullRequest'
>;

export interface RecordRulesRow {
  readonly deployed_by: RecordRules['deployedBy'];
  readonly tags: string[];
  readonly record_per: RecordRules['recordPer'];
  readonly redeploy_hours: number;
  readonly revert_days: number;
  readonly critical_labels: string[];
  readonly exclude_labels: string[];
  readonly exclude_authors: string[];
  readonly exclude_bots: boolean;
  readonly exclude_titles: string[];
  readonly rework_labels: string[];
  readonly rework_branches: string[];
  readonly deploy_without_pull_request: RecordRules['deployWithoutPullRequest'];
}

/** The columns of `RecordRulesRow`, alias `m`. */
export const RECORD_RULE_COLUMNS = sql`m.deployed_by, m.tags, m.record_per, m.redeploy_hours, m.revert_days, m.critical_labels,
      m.exclude_labels, m.exclude_authors, m.exclude_bots, m.exclude_titles, m.rework_labels, m.rework_branches,
      m.deploy_without_pull_request`;

export function recordRulesOf(row: RecordRulesRow): RecordRules {
  return {
    deployedBy: row.deployed_by,
    tags: row.tags,
    recordPer: row.record_per,
    redeployHours: row.redeploy_hours,
    revertDays: row.revert_days,
    criticalLabels: row.critical_labels,
    excludeLabels: row.exclude_labels,
    excludeAuthors: row.exclude_authors,
    excludeBots: row.exclude_bots,
    excludeTitles: row.exclude_titles,
    reworkLabels: row.rework_labels,
    reworkBranches: row.rework_branches,
    deployWithoutPullRequest: row.deploy_without_pull_request,
  };
}

import type { Sql } from 'sql-template-tag';

import type { Statistic } from '../../../model/dora-metrics';
import type { Grouping } from '../../../model/query-fields';
import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

/** What a metric is asked for. */
export interface FactsRequest {
  readonly range: TimeRange;
  readonly scope: Scope;
  readonly grouping: Grouping;
}

/**
 * What one metric counts: the CTE `facts`, one row for each thing counted, and how rows become a
 * number. Every metric is one of three kinds, so totals and series are written once. Each row names
 * its records, `change_id` and `incident_id`, null where it has none; so a list of records is a list
 * of the very rows that the metric counted.
 *
 * A change of several services is one row for each group, and all its records are in the CTE `shared` (see
 * `shared-changes.ts`). Every row has one more column, `shared boolean`: whether the change has other records in the group.
 */
export type Facts =
  | {
      /** `facts (at timestamptz, service_id, change_id, incident_id bigint, hit boolean)`: the value counts hits. */
      readonly kind: 'count';
      readonly ctes: Sql;
    }
  | {
      /** Columns as of a count: the value is hits in percent of all. */
      readonly kind: 'rate';
      readonly ctes: Sql;
    }
  | {
      /**
       * `facts (at, began_at timestamptz, service_id, change_id, incident_id bigint, us bigint, open boolean)`:
       * the value is the statistic of the durations, microseconds which run from `began_at`. Rows with open set are
       * only counted beside; their `at` is null.
       */
      readonly kind: 'duration';
      readonly ctes: Sql;
      readonly statistic: Statistic;
    };

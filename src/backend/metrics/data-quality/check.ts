import type { Sql } from 'sql-template-tag';

import type { Scope } from '../scope';
import type { TimeRange } from '../time-range';

export interface CheckRequest {
  readonly scope: Scope;
  /** Effective (see `effectiveRange`). */
  readonly range: TimeRange;
}

/** The records that a check looks at. Its count and its list come from the same rows. */
export interface CheckedRecords {
  /**
   * CTEs that end with `checked (change_id, incident_id, service_id bigint, at timestamptz, hit
   * boolean)`: one row for each record looked at, of which one of the ids is set; `hit` where the
   * check fails.
   */
  readonly ctes: Sql;
  /** Whether the rows without `hit` are the whole that the failing ones are a share of. */
  readonly hasWhole: boolean;
  /** What is found, over `change_records as c`, `incidents as i` and `services as s`. */
  readonly finding: Sql;
}

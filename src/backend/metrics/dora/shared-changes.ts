import sql, { raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Grouping } from '../../../model/query-fields';
import { changeById } from './change-by-id';

/**
 * Changes that stand in several services, as a monorepo's pull request that has a record in each. A group counts such a
 * change once: one of its records in the group stands for it, the first by these rules. One that failed, or is rework, or
 * whatever the metric looks for, comes before others; then the one deployed last; then the one with the highest id.
 *
 * Which record that is depends on the records in scope, and never on the range: the others are looked up wherever they lie.
 */

/** Ties a change `c` to what it is a record of, alias `g`; only changes that may stand in several services. */
export const SHARED_SUBJECT = sql`stackflow.github_changes as g on g.change_id = c.id and g.shared`;

/** Most changes that are looked up one by one where few of them may lie in a range: it takes milliseconds. */
const FEW = 1000;

const HAS_FEW = sql`(select count(*) <= ${raw(String(FEW))} from (select from stackflow.github_changes as f where f.shared limit ${raw(String(FEW + 1))}) as f)`;

/**
 * The CTE `subjects (repository_id, subject)`: what changes that meet a condition are records of, where it may have more.
 * Where only few changes of all may, these are looked up; else the changes that meet the condition are. Left to itself,
 * PostgreSQL would for whatever values read all deployments of a range, however long.
 *
 * @param condition on `stackflow.change_records as c`
 */
export function subjectsCte(condition: Sql): Sql {
  return sql`subjects as materialized (
  select distinct s.repository_id, s.subject
  from (
    select g.repository_id, g.subject
    from stackflow.github_changes as g
    cross join lateral (${changeById(sql`g.change_id`)}
    ) as c
    where g.shared and ${HAS_FEW} and ${condition}
    union all
    select g.repository_id, g.subject
    from stackflow.change_records as c
    join ${SHARED_SUBJECT}
    where not ${HAS_FEW} and ${condition}
  ) as s
)`;
}

/**
 * The records `c` of the CTE `subjects`, to be joined by their subject `g`. Only those that are known to stand in several
 * services: a record that was made at the very moment of the others may not be, and counts by itself until it is.
 */
export const RECORDS_OF_SUBJECTS = sql`subjects as k
  join stackflow.github_changes as g on g.repository_id = k.repository_id and g.subject = k.subject and g.shared
  cross join lateral (${changeById(sql`g.change_id`)}
  ) as c`;

/**
 * The CTE `shared`, a row for each record of a change that may stand in several services:
 *
 * - `change_id`, `incident_id`, `service_id` of the record,
 * - `first_id`, the record that stands for the change where nothing groups,
 * - `place`, its own place among all records of the change, and `group_place` among those of its group,
 * - `services`, how many records the group has, and `groups`, to how many groups the change belongs.
 *
 * @param records `select` of columns `change_id, incident_id, service_id, repository_id, subject, is_first boolean, deployed_at`;
 *   of an incident that is not null, each incident has changes of its own
 */
export function sharedCte(records: Sql, grouping: Grouping): Sql {
  const change = sql`r.incident_id, r.repository_id, r.subject`;
  const first = sql`order by r.is_first desc, r.deployed_at desc, r.change_id desc`;
  const { group, join } = groupOfRecord(grouping);
  return sql`shared as materialized (
  select p.change_id, p.incident_id, p.service_id, p.first_id, p.place, p.group_place, p.services,
    count(*) filter (where p.group_place = 1) over (partition by p.incident_id, p.repository_id, p.subject) as groups
  from (
    select r.*, first_value(r.change_id) over (partition by ${change} ${first}) as first_id,
      row_number() over (partition by ${change} ${first}) as place,
      row_number() over (partition by ${change}, ${group} ${first}) as group_place,
      count(*) over (partition by ${change}, ${group}) as services
    from (${records}
    ) as r${join}
  ) as p
)`;
}

function groupOfRecord(grouping: Grouping): { readonly group: Sql; readonly join: Sql } {
  switch (grouping) {
    case 'none':
      return { group: sql`true`, join: sql`` };
    case 'service':
      return { group: sql`r.service_id`, join: sql`` };
    case 'team':
      return { group: sql`s.team`, join: sql`\n    join stackflow.services as s on s.id = r.service_id` };
  }
}

/** A record of `shared as h`, as the rows that it is looked for by know it. */
type SharedKey = 'change' | 'recovery';
const KEYS: Readonly<Record<SharedKey, Sql>> = {
  change: sql`h.change_id`,
  recovery: sql`h.change_id, h.incident_id`,
};

/**
 * Whether a record stands for its change in its group. Hashed and not joined, since a look into an empty set costs
 * nothing, and few databases have any such changes.
 *
 * @param record its id, or that and the incident's
 */
export function standsForChange(record: Sql, key: SharedKey = 'change'): Sql {
  return sql`${record} not in (select ${KEYS[key]} from shared as h where h.group_place > 1)`;
}

/** The column `shared` of facts: whether the change has other records in the group. */
export function sharedColumn(record: Sql, key: SharedKey = 'change'): Sql {
  return sql`${record} in (select ${KEYS[key]} from shared as h where h.services > 1) as shared`;
}

/** The same column of what is no change. */
export const NOT_SHARED = sql`false as shared`;

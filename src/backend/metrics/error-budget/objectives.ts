import sql, { empty } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';

import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import { MONITORED_FROM, microseconds } from '../downtime/downtime-sql';
import { serviceCondition } from '../scope';
import type { Scope } from '../scope';

/** Which SLOs a query looks at. Empty lists mean all. */
export interface SloScope extends Scope {
  /** Names of SLOs. */
  readonly slos: readonly string[];
}

/** An SLO as it was at the time asked about, under the names it has today. */
export interface Objective {
  /** A decimal text, since bigints do not fit a JavaScript number. */
  readonly sloId: string;
  readonly service: string;
  readonly team: string | null;
  readonly slo: string;
  /** Availability in percent. */
  readonly targetPercent: number;
  readonly windowDays: number;
}

/**
 * The CTE `objectives (item, at, slo_id, service_id, service, team, slo, runbook_url, target_percent, window_days,
 * monitored_since, window_us)`: what each SLO in scope demanded at each instant of the CTE `instants (at)`, with the
 * runbook it has today, and how long the window is that ends there: shorter where it reaches back to before the
 * service was monitored. SLOs that were disabled then, or whose service was retired or not yet monitored, are left
 * out. `item` numbers the rows.
 *
 * @param more further columns, each after a comma, of `stackflow.services as s`, `slo_versions as v` and `instants as i`
 */
export function objectivesCte(scope: SloScope, more: Sql = empty): Sql {
  return sql`objectives as materialized (
  select row_number() over () as item, i.at, o.id as slo_id, s.id as service_id, s.name as service, s.team, o.name as slo,
    o.runbook_url, v.target_percent, v.window_days, ${MONITORED_FROM} as monitored_since,
    ${measuredUs(sql`v.window_days * 86400`, MONITORED_FROM, sql`i.at`)} as window_us${more}
  from stackflow.slos as o
  join stackflow.services as s on s.id = o.service_id
  join stackflow.slo_versions as v on v.slo_id = o.id
  join instants as i on i.at >= v.valid_from and i.at < v.valid_to
  where v.enabled and (s.retired_at is null or s.retired_at > i.at)
    and (${MONITORED_FROM} is null or ${MONITORED_FROM} < i.at) and ${serviceCondition(scope)}${andNamed(scope.slos)}
)`;
}

/**
 * Numeric microseconds of the part of a stretch in which a service was monitored.
 *
 * @param seconds length of the stretch, which ends at `at`; an expression that is not null
 */
export function measuredUs(seconds: Sql, monitoredSince: Sql, at: Sql): Sql {
  // `least` passes null over.
  return sql`least(${seconds}::numeric * 1000000, ${microseconds(monitoredSince, at)})`;
}

/** ` and ...` on `stackflow.slos as o` that holds for SLOs of these names; nothing where none is given. */
export function andNamed(slos: readonly string[]): Sql {
  return slos.length > 0 ? sql` and o.name = any(${slos}::text[])` : empty;
}

interface NameRow {
  readonly name: string;
}

/** The names that no SLO bears: a filter on one would silently give nothing. */
export async function unknownSlos(
  reader: Reader,
  slos: readonly string[],
  signal: AbortSignal
): Promise<readonly string[]> {
  const rows = await reader.run<NameRow>(
    statementOf(sql`select requested.name
from unnest(${slos}::text[]) as requested (name)
where not exists (select from stackflow.slos as o where o.name = requested.name)`),
    signal
  );
  return rows.map(({ name }) => name);
}

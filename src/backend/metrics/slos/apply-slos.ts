import sql from 'sql-template-tag';

import type { SloDefinition } from '../../../model/slo';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import { definitionOf, isSame } from './slo-row';

export interface SloChanges {
  readonly created: readonly SloDefinition[];
  readonly updated: readonly { readonly before: SloDefinition; readonly after: SloDefinition }[];
  readonly unchanged: number;
}

/** Two at once would wait for each other's SLOs in a circle; so the second waits for the first. */
const ONE_AT_A_TIME = sql`select pg_advisory_xact_lock(hashtextextended('sre-metrics slo apply', 0))`;

/**
 * Makes SLOs what they are wanted to be, in the caller's transaction. Known by service and name;
 * others are left alone.
 *
 * @param desired on services that exist, no two of one service and name
 * @param editor who does, for the history; null: the database user
 */
export async function applySlos(
  writer: Reader,
  desired: readonly SloDefinition[],
  editor: string | null,
  signal: AbortSignal
): Promise<SloChanges> {
  await writer.run(statementOf(ONE_AT_A_TIME), signal);
  const present = await presentSlos(writer, desired, signal);
  const pairs = desired.map((after) => ({ before: present.get(keyOf(after)), after }));
  const created = pairs.flatMap(({ before, after }) => (before === undefined ? [after] : []));
  const updated = pairs.flatMap(({ before, after }) =>
    before === undefined || isSame(before, after) ? [] : [{ before, after }]
  );
  await write(writer, [...created, ...updated.map(({ after }) => after)], editor, signal);
  return { created, updated, unchanged: desired.length - created.length - updated.length };
}

const keyOf = ({ service, name }: SloDefinition): string => JSON.stringify([service, name]);

/** The SLOs that are there under the wanted services and names, locked against other edits. */
async function presentSlos(
  writer: Reader,
  desired: readonly SloDefinition[],
  signal: AbortSignal
): Promise<ReadonlyMap<string, SloDefinition>> {
  const rows = await writer.run<Parameters<typeof definitionOf>[0]>(
    statementOf(sql`select s.name as service, o.name, o.target_percent::float8 as target_percent, o.window_days, o.enabled, o.runbook_url
from jsonb_to_recordset(${JSON.stringify(desired)}::jsonb) as g (service text, name text)
join stackflow.services as s on s.name = g.service
join stackflow.slos as o on o.service_id = s.id and o.name = g.name
for update of o`),
    signal
  );
  return new Map(rows.map(definitionOf).map((slo) => [keyOf(slo), slo]));
}

async function write(
  writer: Reader,
  slos: readonly SloDefinition[],
  editor: string | null,
  signal: AbortSignal
): Promise<void> {
  await writer.run(
    statementOf(sql`insert into stackflow.slos
  (service_id, name, target_percent, window_days, enabled, runbook_url, created_by, updated_by)
select s.id, g.name, g."targetPercent", g."windowDays", g.enabled, g."runbookUrl", e.editor, e.editor
from rows from (jsonb_to_recordset(${JSON.stringify(slos)}::jsonb)
  as (service text, name text, "targetPercent" numeric, "windowDays" integer, enabled boolean, "runbookUrl" text)
) with ordinality as g (service, name, "targetPercent", "windowDays", enabled, "runbookUrl", item)
join stackflow.services as s on s.name = g.service
cross join (select coalesce(${editor}::text, session_user::text) as editor) as e
order by g.item
on conflict (service_id, name) do update
set target_percent = excluded.target_percent, window_days = excluded.window_days, enabled = excluded.enabled,
  runbook_url = excluded.runbook_url, updated_by = excluded.updated_by`),
    signal
  );
}

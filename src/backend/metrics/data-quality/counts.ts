import sql, { join } from 'sql-template-tag';

import { DATA_QUALITY_CHECKS } from '../../../model/data-quality-checks';
import type { DataQualityCheck } from '../../../model/data-quality-checks';
import type { Reader } from '../../aurora/reader';
import { statementOf } from '../../aurora/statement';
import type { Statement } from '../../aurora/statement';
import type { CheckRequest } from './check';
import { checkedRecords } from './checks';

export interface CheckCount {
  readonly check: DataQualityCheck;
  /** Records that fail. */
  readonly count: number;
  /** Records looked at; null where there is no whole. */
  readonly of: number | null;
}

interface CountRow {
  readonly check_id: string;
  readonly failing: number;
  readonly checked: number;
}

/** One statement: all checks. */
export function countsStatement(request: CheckRequest): Statement {
  const counts = DATA_QUALITY_CHECKS.map(
    (check) => sql`select ${check}::text as check_id, x.failing, x.checked
from (
with ${checkedRecords(check, request).ctes}
select count(*) filter (where l.hit)::float8 as failing, count(*)::float8 as checked
from checked as l
) as x`
  );
  return statementOf(join(counts, '\nunion all\n'));
}

/**
 * How many records fail each check, in the checks' order.
 *
 * @throws Failure as `Reader.run` does
 */
export async function checkCounts(
  reader: Reader,
  request: CheckRequest,
  signal: AbortSignal
): Promise<readonly CheckCount[]> {
  const rows = await reader.run<CountRow>(countsStatement(request), signal);
  const byCheck = new Map(rows.map((row) => [row.check_id, row]));
  return DATA_QUALITY_CHECKS.map((check) => {
    const { failing = 0, checked = 0 } = byCheck.get(check) ?? {};
    return { check, count: failing, of: checkedRecords(check, request).hasWhole ? checked : null };
  });
}

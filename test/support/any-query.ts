import fc from 'fast-check';

import { ANNOTATION_KINDS, PRIORITIES } from '../../src/model/annotations-query';
import { DATA_QUALITY_CHECKS } from '../../src/model/data-quality-checks';
import { DORA_METRICS, STATISTICS } from '../../src/model/dora-metrics';
import { COMPARISONS, DORA_VIEWS, RETIRED_CHOICES, SAMPLE_PARTS } from '../../src/model/dora-query';
import { ERROR_BUDGET_MEASURES, LOOKBACKS } from '../../src/model/error-budget-measures';
import { ERROR_BUDGET_SHAPES } from '../../src/model/error-budget-query';
import { GATE_VIEWS } from '../../src/model/gate-query';
import { PRESETS } from '../../src/model/performance-levels';
import { BUCKETS, GROUPINGS, TIERS } from '../../src/model/query-fields';
import { QUERY_TYPES } from '../../src/model/query-kinds';
import { RECORD_SELECTIONS } from '../../src/model/records-query';
import { RELIABILITY_VIEWS } from '../../src/model/reliability-query';
import { STATUS_MEASURES, STATUS_VIEWS } from '../../src/model/status-query';

/** A value that some kind takes in the field, which need not be the query's own. */
const FIT = {
  queryType: fc.constantFrom(...QUERY_TYPES),
  version: fc.constant(1),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin'),
  services: fc.subarray(['Shop', 'Search', 'no such service']),
  teams: fc.subarray(['Sales', 'Data', 'no such team']),
  tiers: fc.subarray([...TIERS]),
  metric: fc.constantFrom(...DORA_METRICS),
  statistic: fc.constantFrom(...STATISTICS),
  shape: fc.constantFrom(...ERROR_BUDGET_SHAPES),
  groupBy: fc.constantFrom(...GROUPINGS),
  bucket: fc.constantFrom(...BUCKETS),
  preset: fc.constantFrom(...PRESETS),
  compare: fc.constantFrom(...COMPARISONS),
  sample: fc.constantFrom(...SAMPLE_PARTS),
  retired: fc.constantFrom(...RETIRED_CHOICES),
  interval: fc.boolean(),
  wholeUnits: fc.boolean(),
  details: fc.boolean(),
  measure: fc.constantFrom(...ERROR_BUDGET_MEASURES, ...STATUS_MEASURES),
  lookback: fc.constantFrom(...LOOKBACKS),
  slos: fc.subarray(['uptime', 'no such SLO']),
  view: fc.constantFrom(...DORA_VIEWS, ...RELIABILITY_VIEWS, ...GATE_VIEWS, ...STATUS_VIEWS),
  select: fc.constantFrom(...RECORD_SELECTIONS),
  limit: fc.integer({ min: 1, max: 20 }),
  pageRows: fc.integer({ min: 1, max: 5 }),
  pageSeconds: fc.integer({ min: 1, max: 120 }),
  kind: fc.constantFrom(...ANNOTATION_KINDS),
  priorities: fc.subarray([...PRIORITIES]),
  check: fc.constantFrom(...DATA_QUALITY_CHECKS),
};

/**
 * Queries as they may be saved: fields missing, fields of several kinds in one.
 *
 * @param unfit what a field may hold in place of a value that fits
 */
export function anyQuery(unfit?: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(FIT).map(
    ([field, fit]) => [field, unfit === undefined ? fit : fc.oneof({ weight: 3, arbitrary: fit }, unfit)] as const
  );
  return fc.record(Object.fromEntries<fc.Arbitrary<unknown>>(fields), { requiredKeys: [] });
}

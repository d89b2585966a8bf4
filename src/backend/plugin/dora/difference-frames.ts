import { DORA_METRIC_INFO } from '../../../model/dora-metrics';
import type { Column, FieldConfig, Frame, Notice } from '../../frames/frame';
import { hasPart } from '../../metrics/difference/difference';
import type { Difference, GroupDifference, MovingRecord } from '../../metrics/difference/difference';
import { groupColumns, unitOf } from '../frame-parts/dora-columns';
import { columnsOf } from '../frame-parts/table-columns';
import { metricTitle } from './frames';
import type { FrameContext } from './frames';

/** How a difference becomes two tables. Nothing is computed here. */

/** Stands for all groups together. */
const ALL = '(all)';
/** Stands for what belongs to no group, since a percentile may lie between two records. */
const INTERPOLATION = '(interpolation)';

/** A row of the parts: the whole, a group, or what belongs to no group. */
interface Row extends Partial<Omit<GroupDifference, 'group'>> {
  readonly group: GroupDifference['group'] | typeof ALL | typeof INTERPOLATION;
}

/** First the whole, then what each group contributed, the largest first. The contributions add up to the first row's. */
export function partsFrame(difference: Difference, context: FrameContext): Frame {
  const { query, executedQueryString } = context;
  const rows = rowsOf(difference, query.groupBy === 'none');
  const number = (name: string, value: (row: Row) => number | null | undefined, config: FieldConfig): Column => ({
    name,
    type: 'number',
    config,
    values: rows.map((row) => value(row) ?? null),
  });
  const unit = unitOf(query.metric);
  // A difference of percents is one of percentage points.
  const changeUnit = DORA_METRIC_INFO[query.metric].unit === 'percent' ? 'suffix: pp' : unit;
  const change = (name: string, value: (row: Row) => number | null | undefined, description: string) =>
    number(name, value, { unit: changeUnit, description });
  return {
    name: `${metricTitle(query)}: why it changed`,
    columns: namedAsTheyAre([
      ...nameColumns(rows, context),
      number('Previous', ({ valueThen }) => valueThen, {
        unit,
        description: 'The value in the period of the same length that ends where the time range begins.',
      }),
      number('Value', ({ valueNow }) => valueNow, { unit, description: DORA_METRIC_INFO[query.metric].sentence }),
      number('Previous share', ({ shareThen }) => shareThen, { unit: 'percent', description: SHARE }),
      number('Share', ({ shareNow }) => shareNow, { unit: 'percent', description: SHARE }),
      change(
        'Within',
        ({ within }) => within,
        'What it contributed by doing better or worse, its share being the same.'
      ),
      change('Mix', ({ mix }) => mix, 'What it contributed by its share of the whole becoming larger or smaller.'),
      change('Contribution', ({ contribution }) => contribution, 'Both together: its part of the change of the whole.'),
    ]),
    meta: { type: 'table', notices: notices(difference), executedQueryString },
  };
}

const SHARE = 'How much of what the metric looks at is its own; a record of several has an equal part in each.';

function rowsOf({ whole, valueNow, valueThen, groups }: Difference, isUngrouped: boolean): Row[] {
  const parts = groups.map((group): Row => group);
  const rest: Row[] =
    whole === null || whole.interpolation === 0 ? [] : [{ group: INTERPOLATION, contribution: whole.interpolation }];
  if (isUngrouped) {
    return [...parts, ...rest];
  }
  const contribution = whole === null ? {} : { contribution: whole.change };
  return [{ group: ALL, valueNow, valueThen, ...contribution }, ...parts, ...rest];
}

function nameColumns(rows: readonly Row[], { query }: FrameContext): Column[] {
  const named = groupColumns(
    rows.map(({ group }) => (typeof group === 'string' ? { by: 'none' } : group)),
    query.groupBy
  );
  // The first of them says what the row is about.
  return named.map((column, index) =>
    index === 0 && column.type === 'string'
      ? {
          ...column,
          values: rows.map(({ group }, row) => (typeof group === 'string' ? group : (column.values[row] ?? null))),
        }
      : column
  );
}

function notices({ whole, groups }: Difference): Notice[] {
  if (whole !== null) {
    return [];
  }
  const hasNone = groups.every((group) => !hasPart(group));
  const text = 'The metric has no value in the time range or in the period before, so there is no change to split.';
  return hasNone ? [{ severity: 'info', text }] : [];
}

/** The records that moved the metric furthest in the direction in which it went. */
export function movingRecordsFrame({ records }: Difference, { query, executedQueryString }: FrameContext): Frame {
  const { text, time, seconds, url, linkedText } = columnsOf(records);
  const { metric } = query;
  const { unit, sampleNoun } = DORA_METRIC_INFO[metric];
  const isOfIncidents = metric === 'mttr';
  const title = isOfIncidents ? 'Incident' : metric === 'reworkRate' ? 'Change' : 'Deployment';
  const link = ({ changeUrl, incidentUrl }: MovingRecord) => (isOfIncidents ? incidentUrl : changeUrl);
  const name = ({ change, incident }: MovingRecord) => (isOfIncidents ? incident : change);
  return {
    name: `${metricTitle(query)}: the records that moved it most`,
    columns: namedAsTheyAre([
      time(isOfIncidents || metric === 'failedDeploymentRecoveryTime' ? 'Resolved' : 'Deployed', ({ atMs }) => atMs),
      linkedText(title, name, { column: 'Link', url: link }),
      ...(metric === 'failedDeploymentRecoveryTime'
        ? [
            linkedText('Incident', ({ incident }) => incident, {
              column: 'Incident link',
              url: (item) => item.incidentUrl,
            }),
          ]
        : []),
      text('Service', ({ service }) => service),
      ...(isOfIncidents ? [] : [text('Team', ({ team }) => team)]),
      text('Period', ({ isNow }) => (isNow ? 'now' : 'before'), {
        description: 'Whether it is one of the time range, or of the period before.',
      }),
      ...(unit === 'seconds' ? [seconds('Duration', ({ amount }) => amount, DORA_METRIC_INFO[metric].sentence)] : []),
      ...(unit === 'percent'
        ? [
            text('Counted', ({ amount }) => (amount > 0 ? 'yes' : 'no'), {
              description: `Whether it is one of the ${sampleNoun} that the metric counts.`,
            }),
          ]
        : []),
      {
        name: 'Contribution',
        type: 'number',
        config: {
          unit: unit === 'percent' ? 'suffix: pp' : unitOf(metric),
          description: 'Its part of the change of the whole; those of all records add up to it.',
        },
        values: records.map(({ contribution }) => contribution),
      },
      url('Link', link, isOfIncidents ? 'Open the incident' : 'Open the change'),
      ...(metric === 'failedDeploymentRecoveryTime'
        ? [url('Incident link', ({ incidentUrl }) => incidentUrl, 'Open the incident')]
        : []),
    ]),
    meta: { type: 'table', notices: [], executedQueryString },
  };
}

/** Of two frames Grafana would show each column by its frame's name. */
function namedAsTheyAre(columns: readonly Column[]): Column[] {
  return columns.map((column) => ({ ...column, config: { ...column.config, displayNameFromDS: column.name } }));
}

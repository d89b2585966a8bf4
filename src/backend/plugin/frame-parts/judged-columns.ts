import { WORD_COLOURS } from '../../../model/colours';
import { DATA_QUALITY_CHECKS, DATA_QUALITY_CHECK_INFO } from '../../../model/data-quality-checks';
import { OF_THE_CELL, toDataQuality } from '../../../model/data-quality-link';
import type { DoraMetric } from '../../../model/dora-metrics';
import { NOT_MEASURED, REQUIREMENTS } from '../../../model/level-evidence';
import type { Judgement } from '../../../model/level-evidence';
import { colouredWords } from '../../frames/colours';
import type { Column, FieldConfig } from '../../frames/frame';
import type { Interval } from '../../metrics/evidence/interval';
import { boundText } from './interval-text';

/** Numbers that stand below each other though each rests on something else: how each is shown by what is known of it. */

export interface JudgedValue {
  readonly value: number | null;
  readonly judgement: Judgement;
}

/** The number of a table's cell: none where nothing was measured, since it would stand beside those of others. */
export function cellValue({ value, judgement }: JudgedValue): number | null {
  return judgement.shortfall?.kind === 'notMeasured' ? null : value;
}

/** What is known of an interval: nothing above a lower bound, and nothing at all of what is not measured. */
export function knownInterval(interval: Interval | null, judgement: Judgement | undefined): Interval | null {
  switch (judgement?.shortfall?.kind) {
    case 'notMeasured':
      return null;
    case 'atLeast':
      return interval === null ? null : { lower: interval.lower, upper: null };
    default:
      return interval;
  }
}

/** Name of the column with the styles of another. */
export const styleName = (name: string) => `${name} style`;

/** A column of values beside what it says of them. */
interface CellColumn {
  readonly name: string;
  /** Name of the column that `evidenceColumns` made. */
  readonly evidence: string;
  /** Whether there are levels, so that `styleColumn` is there. */
  readonly isGraded: boolean;
  /** What an empty cell says where there may be several reasons. */
  readonly nothing?: string;
  /** What all say where nobody measured any; default `not measured`. */
  readonly unmeasured?: string;
}

/** How a column of values shows lower bounds and empty cells, and where each cell's style and tooltip are. */
export function cellConfig(
  metric: DoraMetric,
  cells: readonly JudgedValue[],
  { name, evidence, isGraded, nothing, unmeasured = NOT_MEASURED }: CellColumn
): FieldConfig {
  const empty = cells.filter((cell) => cellValue(cell) === null);
  const isUnmeasured = empty.length > 0 && empty.every(({ judgement }) => judgement.shortfall?.kind === 'notMeasured');
  const noValue = isUnmeasured ? unmeasured : nothing;
  return {
    ...boundTexts(metric, cells),
    ...(noValue !== undefined && { noValue }),
    custom: { ...(isGraded && { styleField: styleName(name) }), tooltip: { field: evidence, placement: 'auto' } },
  };
}

/**
 * Grafana writes numbers by their value alone. A number that is a lower bound here and measured there stays as it is: the
 * evidence says which is which.
 */
function boundTexts(metric: DoraMetric, cells: readonly JudgedValue[]): Pick<FieldConfig, 'mappings'> {
  const isBound = ({ judgement }: JudgedValue) => judgement.shortfall?.kind === 'atLeast';
  const measured = new Set(cells.filter((cell) => !isBound(cell)).map(({ value }) => value));
  const options = cells.flatMap((cell) =>
    isBound(cell) && cell.value !== null && !measured.has(cell.value)
      ? [[String(cell.value), { text: boundText(metric, cell.value, null), index: 0 }] as const]
      : []
  );
  return options.length === 0 ? {} : { mappings: [{ type: 'value', options: Object.fromEntries(options) }] };
}

/** As a table reads it: takes a cell's colour away, which the thresholds of its column would give it. */
const PLAIN = JSON.stringify({ background: 'transparent', color: 'inherit' });

/** The styles of a column's cells. Thresholds know numbers alone, not what a number rests on. */
export function styleColumn(name: string, judgements: readonly Judgement[]): Column {
  return {
    name: styleName(name),
    type: 'string',
    config: { custom: { hideFrom: { viz: true, legend: true, tooltip: true } } },
    values: judgements.map(({ verdict }) => (verdict === null ? PLAIN : null)),
  };
}

/** Leads to the list of what is missing, where that is the same in all rows: a link of a column is on all its texts. */
export function evidenceLinks(judgements: readonly Judgement[]): Pick<FieldConfig, 'links'> {
  const shortfalls = judgements.flatMap(({ shortfall }) => (shortfall === null ? [] : [shortfall]));
  const [check = null, ...others] = new Set(shortfalls.map((shortfall) => shortfall.check));
  return check === null || others.length > 0
    ? {}
    : { links: [{ title: DATA_QUALITY_CHECK_INFO[check].label, url: toDataQuality(check), targetBlank: false }] };
}

/**
 * Why there is no level, in a sentence; and where the metric may lack records, what to look for on the data quality
 * dashboard.
 */
export function evidenceColumns(name: string, metric: DoraMetric, judgements: readonly Judgement[]): Column[] {
  const evidence: Column = {
    name,
    type: 'string',
    config: {
      description: 'Why there is no level; empty where there is one.',
      ...evidenceLinks(judgements),
    },
    values: judgements.map(({ shortfall }) => shortfall?.sentence ?? null),
  };
  return REQUIREMENTS[metric] === 'linkedIncidents' ? [evidence, checkColumn(`${name} check`, judgements)] : [evidence];
}

const CHECK_WORDS = colouredWords(
  ...DATA_QUALITY_CHECKS.map((check) => [check, DATA_QUALITY_CHECK_INFO[check].label, WORD_COLOURS.plain] as const)
);

/** Each row's own list. */
function checkColumn(name: string, judgements: readonly Judgement[]): Column {
  return {
    name,
    type: 'string',
    config: {
      description: 'Which records are missing; the data quality dashboard lists them.',
      ...CHECK_WORDS,
      links: [{ title: 'List them', url: toDataQuality(OF_THE_CELL), targetBlank: false }],
    },
    values: judgements.map(({ shortfall }) => shortfall?.check ?? null),
  };
}

import { TEXT_COLOURS } from '../../../model/colours';
import { DATA_QUALITY_CHECK_INFO } from '../../../model/data-quality-checks';
import type { DataQualityCheck } from '../../../model/data-quality-checks';
import { colouredFrom } from '../../frames/colours';
import type { FieldConfig, Frame, Notice } from '../../frames/frame';
import type { CheckCount } from '../../metrics/data-quality/counts';
import type { Finding, Findings } from '../../metrics/data-quality/findings';
import { teamName } from '../frame-parts/group-labels';
import { columnsOf } from '../frame-parts/table-columns';

/** How data quality becomes frames. Nothing is computed here but a share of two counts. */

/** None is good; any is worth a look. */
const COUNT: FieldConfig = { unit: 'none', decimals: 0, ...colouredFrom(TEXT_COLOURS.good, [1, TEXT_COLOURS.warning]) };

/** Whether a count is worth showing, and does not rest on silence. */
export type IsShown = (count: CheckCount) => boolean;

/** `numeric-wide`: how many records fail each check; for stat panels and alerts. */
export function countsFrame(counts: readonly CheckCount[], executedQueryString: string, isShown: IsShown): Frame {
  return {
    name: 'Data quality',
    columns: counts.map((row) => ({
      name: 'Failing',
      type: 'integer',
      labels: { check: row.check },
      config: {
        ...COUNT,
        displayNameFromDS: DATA_QUALITY_CHECK_INFO[row.check].label,
        description: DATA_QUALITY_CHECK_INFO[row.check].sentence,
      },
      values: [isShown(row) ? row.count : null],
    })),
    meta: { type: 'numeric-wide', typeVersion: [0, 1], executedQueryString },
  };
}

/** One row for each check, with what it means and what to do. */
export function countsTableFrame(counts: readonly CheckCount[], executedQueryString: string, isShown: IsShown): Frame {
  const { text } = columnsOf(counts);
  return {
    name: 'Data quality',
    columns: [
      text('Check', ({ check }) => DATA_QUALITY_CHECK_INFO[check].label),
      { name: 'Count', type: 'integer', config: COUNT, values: counts.map((row) => (isShown(row) ? row.count : null)) },
      {
        name: 'Of',
        type: 'integer',
        config: { unit: 'none', decimals: 0, description: 'Records looked at.' },
        values: counts.map(({ of }) => of),
      },
      { name: 'Share', type: 'number', config: { unit: 'percent', decimals: 1 }, values: counts.map(shareOf) },
      text('Meaning', ({ check }) => DATA_QUALITY_CHECK_INFO[check].sentence),
      text('Id', ({ check }) => check),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

function shareOf({ count, of }: CheckCount): number | null {
  return of === null || of === 0 ? null : (100 * count) / of;
}

/** One row for each record that fails the check, newest first. */
export function findingsFrame({ items, total }: Findings, check: DataQualityCheck, executedQueryString: string): Frame {
  const { text, time, url, linkedText } = columnsOf(items);
  return {
    name: DATA_QUALITY_CHECK_INFO[check].label,
    columns: [
      text('Kind', ({ kind }: Finding) => kind),
      linkedText('Record', ({ title }) => title, { column: 'Link', url: (item) => item.url }),
      text('Service', ({ service }) => service),
      // Who touched no service has no team that could be missing.
      text('Team', ({ service, team }) => (service === null ? null : teamName(team))),
      time('Time', ({ timeMs }) => timeMs),
      text('Finding', ({ finding }) => finding),
      url('Link', (item) => item.url, 'Open the record'),
    ],
    meta: {
      type: 'table',
      notices: cutNotice(items.length, total),
      executedQueryString,
      custom: { check, total },
    },
  };
}

function cutNotice(shown: number, total: number): Notice[] {
  const text = `Only the newest ${shown} of ${total} records are shown. Filter, or raise the limit.`;
  return shown < total ? [{ severity: 'warning', text }] : [];
}

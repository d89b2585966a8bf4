import type { Column, FieldConfig, Frame } from '../../frames/frame';
import type { Marks } from '../../metrics/annotations/request';
import type { SloEditMark } from '../../metrics/annotations/slo-edits';
import type { SpendingIncident, SpendingIncidents } from '../../metrics/error-budget/spending-incidents';
import { truncatedNotice } from '../frame-parts/notices';
import { sloEditSentence } from '../frame-parts/slo-edit-text';
import { columnsOf } from '../frame-parts/table-columns';
import { measureConfig, sloLabels } from './measure-config';

/** How what happened to error budgets becomes tables. Nothing is computed here. */

/** One row for each SLO and incident that spent its budget, SLO by SLO, the costliest first. */
export function spendingFrame({ incidents, truncated }: SpendingIncidents, executedQueryString: string): Frame {
  const { text, time, count, url, linkedText } = columnsOf(incidents);
  const number = (name: string, config: FieldConfig, value: (one: SpendingIncident) => number | null): Column => ({
    name,
    type: 'number',
    config,
    values: incidents.map(value),
  });
  return {
    name: 'Incidents that spent error budgets',
    columns: [
      ...sloColumns(incidents),
      linkedText('Incident', ({ incident }) => incident, { column: 'Link', url: (one) => one.url }),
      text('Priority', ({ priority }) => priority),
      time('Started', ({ startedMs }) => startedMs),
      time('Ended', ({ isOngoing, endedMs }) => (isOngoing ? null : endedMs)),
      number(
        'Downtime',
        { ...measureConfig('usedMinutes'), description: "Inside the SLO's window, without maintenance." },
        (one) => one.downtimeMinutes
      ),
      number(
        'Share',
        {
          unit: 'percent',
          description:
            'Of the whole budget. Incidents that overlap count their own minutes each, so shares may add up to more than is used.',
        },
        (one) => one.sharePercent
      ),
      count('Users affected', ({ affectedUsers }) => affectedUsers),
      url('Link', (one) => one.url, 'Open the incident'),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(truncated, 'incidents'),
      executedQueryString,
    },
  };
}

/** One row for each edit of an SLO, the newest first. */
export function sloEditsTableFrame({ marks, truncated }: Marks<SloEditMark>, executedQueryString: string): Frame {
  const { text, time } = columnsOf(marks);
  return {
    name: 'Edits of SLOs',
    columns: [
      time('Time', ({ changedMs }) => changedMs),
      ...sloColumns(marks),
      text('Change', sloEditSentence),
      text('By', ({ changedBy }) => changedBy),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(truncated, 'edits'),
      executedQueryString,
    },
  };
}

function sloColumns(items: readonly Parameters<typeof sloLabels>[0][]): Column[] {
  const { text } = columnsOf(items);
  return [
    text('Service', (item) => sloLabels(item).service),
    text('Team', (item) => sloLabels(item).team),
    text('SLO', (item) => sloLabels(item).slo),
  ];
}

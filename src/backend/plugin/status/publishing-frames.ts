import { CELL_COLOURS } from '../../../model/colours';
import type { PublishedMetric } from '../../../model/publishing';
import {
  PUBLISHED_KIND_LABELS,
  PUBLISHING_STATES,
  PUBLISHING_STATE_LABELS,
  publishingStateOf,
} from '../../../model/publishing-status';
import type { PublishingState } from '../../../model/publishing-status';
import { colouredWords } from '../../frames/colours';
import type { FieldConfig, Frame } from '../../frames/frame';
import type { PublishingStatus } from '../../metrics/status/publishing';
import type { PublishingDrift } from '../../metrics/status/publishing-drift';
import { truncatedNotice } from '../frame-parts/notices';
import { columnsOf } from '../frame-parts/table-columns';

/** How the state of publishing to CloudWatch becomes frames. Nothing is computed here. */

const COLORS: Readonly<Record<PublishingState, string>> = {
  current: CELL_COLOURS.good,
  behind: CELL_COLOURS.warning,
  failing: CELL_COLOURS.bad,
};

const STATE_CONFIG: FieldConfig = {
  description: 'Whether every hour that is due is published, and how the last run ended.',
  ...colouredWords(
    ...PUBLISHING_STATES.map((state) => {
      const text = PUBLISHING_STATE_LABELS[state];
      return [text, text, COLORS[state]] as const;
    })
  ),
};

/** `numeric-wide`: the hours that wait, for each kind of each destination; for stat panels and alerts. */
export function publishingValueFrame(streams: readonly PublishingStatus[], executedQueryString: string): Frame {
  return {
    name: 'Publishing',
    columns: streams.map(({ destination, kind, backlogHours }) => ({
      name: 'Backlog',
      type: 'number',
      labels: { destination, kind },
      config: {
        unit: 'h',
        decimals: 0,
        displayNameFromDS: `${destination}: ${PUBLISHED_KIND_LABELS[kind]}`,
        description: 'Hours that are due and not published yet.',
      },
      values: [backlogHours],
    })),
    meta: { type: 'numeric-wide', typeVersion: [0, 1], executedQueryString },
  };
}

/** One row for each kind of each destination. */
export function publishingTableFrame(streams: readonly PublishingStatus[], executedQueryString: string): Frame {
  const { text, time, count } = columnsOf(streams);
  return {
    name: 'Publishing',
    columns: [
      text('Destination', ({ destination }) => destination),
      text('Metrics', ({ kind }) => PUBLISHED_KIND_LABELS[kind]),
      text('State', (stream) => PUBLISHING_STATE_LABELS[publishingStateOf(stream)], STATE_CONFIG),
      time('Last hour', ({ lastPublishedHourMs }) => lastPublishedHourMs),
      count('Backlog', ({ backlogHours }) => backlogHours),
      count('Uncertain', ({ uncertainBatches }) => uncertainBatches),
      count('Lost', ({ lostHours }) => lostHours),
      count('Drift', ({ driftCount }) => driftCount),
      time('Last success', ({ lastSucceededMs }) => lastSucceededMs),
      time('Last failure', ({ lastFailedMs }) => lastFailedMs),
      text('Last error', ({ lastError }) => lastError),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

/** What a value of the metric is counted in; one column holds several metrics. */
const UNITS: Readonly<Record<PublishedMetric, string>> = {
  DeploymentFrequency: 'deployments',
  LeadTime: 'seconds, mean',
  MTTR: 'seconds, mean',
  ChangeFailureRate: 'percent',
};

/** One row for each value that was corrected after it was published. */
export function publishingDriftFrame(
  drifts: readonly PublishingDrift[],
  isTruncated: boolean,
  executedQueryString: string
): Frame {
  const { text, time, count } = columnsOf(drifts);
  const number = (name: string, value: (drift: PublishingDrift) => number | null) =>
    ({ name, type: 'number', values: drifts.map(value) }) as const;
  return {
    name: 'Published values since corrected',
    columns: [
      time('Hour', ({ hourMs }) => hourMs),
      text('Service', ({ service }) => service ?? 'all services'),
      text('Metric', ({ metric }) => metric),
      number('Published', ({ published }) => published.value),
      number('Now', ({ now }) => now.value),
      text('Unit', ({ metric }) => UNITS[metric]),
      count('n published', ({ published }) => published.n),
      count('n now', ({ now }) => now.n),
      time('Noticed', ({ noticedMs }) => noticedMs),
      text('Destination', ({ destination }) => destination),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(isTruncated, 'values'),
      executedQueryString,
    },
  };
}

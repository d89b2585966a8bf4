import { TEXT_COLOURS } from '../../../model/colours';
import { colouredWords } from '../../frames/colours';
import type { Column, FieldConfig, Frame, Notice } from '../../frames/frame';
import type { AvailabilitySeries } from '../../metrics/reliability/availability-series';
import type { Outage } from '../../metrics/reliability/outages';
import type { ServiceReliability } from '../../metrics/reliability/ranking';
import { NO_TEAM } from '../frame-parts/group-labels';
import { partialNotice, truncatedNotice } from '../frame-parts/notices';
import { columnsOf } from '../frame-parts/table-columns';

/** How service reliability becomes frames. Nothing is computed here. */

const AVAILABILITY: FieldConfig = { unit: 'percent', decimals: 3, max: 100 };
const MINUTES: FieldConfig = { unit: 'm' };

const STATE_CONFIG: FieldConfig = {
  description: "Whether the service is down at the time range's end.",
  ...colouredWords(['down', 'down', TEXT_COLOURS.bad], ['up', 'up', TEXT_COLOURS.good]),
};

const labelsOf = ({ service, team }: { readonly service: string; readonly team: string | null }) => ({
  service,
  team: team ?? NO_TEAM,
});

/** `numeric-wide`: the availability of each service, the least reliable first; for bars and alerts. */
export function availabilityFrame(
  services: readonly ServiceReliability[],
  truncated: boolean,
  executedQueryString: string
): Frame {
  return {
    name: 'Availability',
    columns: services.map((service) => ({
      name: 'Availability',
      type: 'number',
      labels: labelsOf(service),
      config: { ...AVAILABILITY, displayNameFromDS: service.service, description: describe(service) },
      values: [service.availabilityPercent],
    })),
    meta: {
      type: 'numeric-wide',
      typeVersion: [0, 1],
      notices: truncatedNotice(truncated, 'services'),
      executedQueryString,
    },
  };
}

function describe({ downtimeMinutes, incidents, isDown }: ServiceReliability): string {
  const counted = incidents === 1 ? '1 incident' : `${incidents} incidents`;
  return `${Math.round(downtimeMinutes * 10) / 10} minutes down in ${counted}${isDown ? '; still down' : ''}`;
}

/** One row for each service from least to most reliable. */
export function rankingFrame(
  services: readonly ServiceReliability[],
  truncated: boolean,
  executedQueryString: string
): Frame {
  const { text, count } = columnsOf(services);
  return {
    name: 'Service reliability',
    columns: [
      count('Rank', (_, index) => index + 1),
      text('Service', ({ service }) => service),
      text('Team', ({ team }) => team),
      text('Tier', ({ tier }) => tier),
      {
        name: 'Availability',
        type: 'number',
        config: { ...AVAILABILITY, description: 'Share of the time range in which the service was not down.' },
        values: services.map(({ availabilityPercent }) => availabilityPercent),
      },
      { name: 'Downtime', type: 'number', config: MINUTES, values: services.map((one) => one.downtimeMinutes) },
      count('Incidents', ({ incidents }) => incidents),
      // Up is said only of what is known.
      text('State', ({ isDown, availabilityPercent }) => stateOf(isDown, availabilityPercent !== null), STATE_CONFIG),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(truncated, 'services'),
      executedQueryString,
    },
  };
}

const stateOf = (isDown: boolean, isKnown: boolean) => (isDown ? 'down' : isKnown ? 'up' : null);

export interface AvailabilitySeriesContext {
  /** Most services, null for all. */
  readonly limit: number | null;
  readonly executedQueryString: string;
  readonly notices: readonly Notice[];
}

/** `timeseries-wide`: availability in each bucket, the least reliable service first. */
export function availabilitySeriesFrame(
  { buckets, lines, truncated }: AvailabilitySeries,
  { limit, executedQueryString, notices }: AvailabilitySeriesContext
): Frame {
  const shown = limit === null ? lines : lines.slice(0, limit);
  const columns: Column[] = shown.map((line) => ({
    name: 'Availability',
    type: 'number',
    labels: labelsOf(line),
    config: { ...AVAILABILITY, displayNameFromDS: line.service },
    values: line.points,
  }));
  const time: Column = { name: 'Time', type: 'time', valuesMs: buckets.map(({ startMs }) => startMs) };
  return {
    name: 'Availability',
    columns: columns.length === 0 ? [] : [time, ...columns],
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      notices: [...truncatedNotice(truncated, 'services'), ...partialNotice(buckets), ...notices],
      executedQueryString,
      custom: { partialBuckets: buckets.filter(({ partial }) => partial) },
    },
  };
}

/** One row for each outage, the one that cost users most first. */
export function outagesFrame(outages: readonly Outage[], executedQueryString: string): Frame {
  const { text, time, count, url, linkedText } = columnsOf(outages);
  return {
    name: 'Top outages',
    columns: [
      count('Rank', (_, index) => index + 1),
      linkedText('Incident', ({ incident }) => incident, { column: 'Link', url: (outage) => outage.url }),
      text('Priority', ({ priority }) => priority),
      text('Service', ({ service }) => service),
      text('Team', ({ team }) => team),
      time('Started', ({ startedMs }) => startedMs),
      time('Ended', ({ isOngoing, endedMs }) => (isOngoing ? null : endedMs)),
      { name: 'Downtime', type: 'number', config: MINUTES, values: outages.map((one) => one.downtimeMinutes) },
      count('Users affected', ({ affectedUsers }) => affectedUsers),
      {
        name: 'Impact',
        type: 'number',
        config: {
          unit: 'suffix: user min',
          decimals: 0,
          description: 'Users affected × downtime minutes inside the range; nothing where nobody counted users.',
        },
        values: outages.map(({ impactUserMinutes }) => impactUserMinutes),
      },
      url('Link', (outage) => outage.url, 'Open the incident'),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

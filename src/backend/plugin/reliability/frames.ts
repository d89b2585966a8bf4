import { TEXT_COLOURS } from '../../../model/colours';
import { colouredFrom, colouredWords } from '../../frames/colours';
import type { Column, FieldConfig, Frame, Notice } from '../../frames/frame';
import type { AvailabilitySeries } from '../../metrics/reliability/availability-series';
import type { Outage } from '../../metrics/reliability/outages';
import type { HeardService } from '../../metrics/freshness/unheard-reliability';
import { teamName } from '../frame-parts/group-labels';
import { availabilityDecimals, availabilityDigits } from '../frame-parts/availability-decimals';
import { NO_OUTAGE, withoutOutage } from '../frame-parts/no-outage';
import { partialNotice, truncatedNotice } from '../frame-parts/notices';
import { columnsOf } from '../frame-parts/table-columns';
import { amount } from '../../../model/amount';
import { largest } from '../../../model/extremes';
import { mapInSlices } from '../../turns/slices';

/** How service reliability becomes frames. Nothing is computed here. */

const AVAILABILITY: FieldConfig = { unit: 'percent', max: 100 };

/** How good is good is the service's SLO to say: without one a number is as plain as text. */
function bySlo(targetPercent: number | null, plain = TEXT_COLOURS.plain): Pick<FieldConfig, 'thresholds' | 'color'> {
  return targetPercent === null
    ? colouredFrom(plain)
    : colouredFrom(TEXT_COLOURS.bad, [targetPercent, TEXT_COLOURS.good]);
}

/** Of a cell that is all colour. */
const PLAIN_CELL = '#808080';

/** Of 100 % that may be mere silence, neither good nor bad. */
function coloursOf(
  { targetPercent, isOnRecord }: Pick<HeardService, 'targetPercent' | 'isOnRecord'>,
  plain?: string
): Pick<FieldConfig, 'thresholds' | 'color' | 'mappings'> {
  return isOnRecord ? bySlo(targetPercent, plain) : withoutOutage(100, plain);
}

const MINUTES: FieldConfig = { unit: 'm' };

/** What is written of a service's availability. */
const shownOf = ({ availabilityPercent, targetPercent }: HeardService) => ({
  value: availabilityPercent,
  targetPercent,
});

/** Up is said only of what is known; null where nothing is. */
function stateOf({ isDown, isOnRecord, availabilityPercent }: HeardService): string | null {
  if (isDown) {
    return 'down';
  }
  if (!isOnRecord) {
    return NO_OUTAGE;
  }
  return availabilityPercent === null ? null : 'up';
}

const STATE_CONFIG: FieldConfig = {
  description:
    "Whether the service is down at the time range's end. Where it never had an outage and nobody said since when it is monitored, nobody may be looking.",
  ...colouredWords(
    ['down', 'down', TEXT_COLOURS.bad],
    ['up', 'up', TEXT_COLOURS.good],
    [NO_OUTAGE, NO_OUTAGE, TEXT_COLOURS.plain]
  ),
};

const labelsOf = ({ service, team }: { readonly service: string; readonly team: string | null }) => ({
  service,
  team: teamName(team),
});

/** `numeric-wide`: the availability of each service, the least reliable first; for bars and alerts. */
export function availabilityFrame(
  services: readonly HeardService[],
  truncated: boolean,
  executedQueryString: string
): Frame {
  return {
    name: 'Availability',
    columns: services.map((service) => ({
      name: 'Availability',
      type: 'number',
      labels: labelsOf(service),
      config: {
        ...AVAILABILITY,
        ...availabilityDigits([shownOf(service)]),
        ...coloursOf(service),
        displayNameFromDS: service.service,
        description: describe(service),
      },
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

function describe({ downtimeMinutes, incidents, isDown, isOnRecord }: HeardService): string {
  if (!isOnRecord) {
    return NO_OUTAGE;
  }
  if (downtimeMinutes === null || incidents === null) {
    return 'no downtime recorded in the time range';
  }
  const downtime = amount(Math.round(downtimeMinutes * 10) / 10, 'minute');
  return `${downtime} down in ${amount(incidents, 'incident')}${isDown ? '; still down' : ''}`;
}

/**
 * One row for each service from least to most reliable.
 *
 * @param offset how many services stand before them, on other pages
 */
export function rankingFrame(
  services: readonly HeardService[],
  truncated: boolean,
  executedQueryString: string,
  offset = 0
): Frame {
  const { text, team, count } = columnsOf(services);
  return {
    name: 'Service reliability',
    columns: [
      count('Rank', (_, index) => offset + index + 1),
      text('Service', ({ service }) => service),
      team(({ team: name }) => name),
      text('Tier', ({ tier }) => tier),
      {
        name: 'Availability',
        type: 'number',
        // A column has one rule of colours, and each of its services another SLO.
        config: {
          ...AVAILABILITY,
          ...availabilityDigits(services.map(shownOf)),
          ...bySlo(null),
          description: 'Share of the time range in which the service was not down.',
        },
        values: services.map(({ availabilityPercent }) => availabilityPercent),
      },
      { name: 'Downtime', type: 'number', config: MINUTES, values: services.map((one) => one.downtimeMinutes) },
      count('Incidents', ({ incidents }) => incidents),
      text('State', stateOf, STATE_CONFIG),
    ],
    meta: {
      type: 'table',
      notices: truncatedNotice(truncated, 'services'),
      executedQueryString,
    },
  };
}

export interface AvailabilitySeriesContext {
  /** Whether each point is a cell that is all colour; lines have colours of their own. */
  readonly isHeat: boolean;
  /** Most services, null for all. */
  readonly limit: number | null;
  readonly executedQueryString: string;
  readonly notices: readonly Notice[];
}

/** `timeseries-wide`: availability in each bucket, the least reliable service first. */
export async function availabilitySeriesFrame(
  { buckets, lines, truncated }: AvailabilitySeries,
  { isHeat, limit, executedQueryString, notices }: AvailabilitySeriesContext
): Promise<Frame> {
  const shown = limit === null ? lines : lines.slice(0, limit);
  // They have an axis in common.
  const decimals = largest(
    await mapInSlices(shown, ({ points, targetPercent }) =>
      availabilityDecimals(points.map((value) => ({ value, targetPercent })))
    )
  );
  const columns: Column[] = shown.map((line) => ({
    name: 'Availability',
    type: 'number',
    labels: labelsOf(line),
    config: {
      ...AVAILABILITY,
      decimals,
      ...(isHeat && coloursOf(line, PLAIN_CELL)),
      displayNameFromDS: line.service,
    },
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
  const { text, team, time, count, url, linkedText } = columnsOf(outages);
  return {
    name: 'Top outages',
    columns: [
      count('Rank', (_, index) => index + 1),
      linkedText('Incident', ({ incident }) => incident, { column: 'Link', url: (outage) => outage.url }),
      text('Priority', ({ priority }) => priority),
      text('Service', ({ service }) => service),
      team(({ team: name }) => name),
      time('Started', ({ startedMs }) => startedMs),
      time('Ended', ({ isOngoing, endedMs }) => (isOngoing ? null : endedMs)),
      { name: 'Downtime', type: 'number', config: MINUTES, values: outages.map((one) => one.downtimeMinutes) },
      count('Users affected', ({ affectedUsers }) => affectedUsers),
      {
        name: 'Impact',
        type: 'number',
        config: {
          // Parted by thousands; the unit stands in the heading, since it is longer than the number.
          unit: 'locale',
          decimals: 0,
          displayNameFromDS: 'Impact (users × min)',
          description: 'Users affected × downtime minutes inside the range; nothing where nobody counted users.',
        },
        values: outages.map(({ impactUserMinutes }) => impactUserMinutes),
      },
      url('Link', (outage) => outage.url, 'Open the incident'),
    ],
    meta: { type: 'table', executedQueryString },
  };
}

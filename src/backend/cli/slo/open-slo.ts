import { z } from 'zod';

import { time } from '../../change-records/entered-values';
import { daysOf } from './numbers';

/**
 * OpenSLO v1 (https://github.com/OpenSLO/OpenSLO) as far as an SLO here can say the same: the
 * availability of a service over one rolling window. Time here is exact and a service is up or down,
 * so a time slice is good when it was up throughout.
 */

export const API_VERSION = 'openslo/v1';
/** The annotation that disables an SLO; OpenSLO has no field for it. */
export const ENABLED_ANNOTATION = 'sre-metrics/enabled';
/** The annotation with the address of the runbook. */
export const RUNBOOK_ANNOTATION = 'sre-metrics/runbook-url';
/** The annotation that says since when the SLO's service is monitored. */
export const MONITORED_ANNOTATION = 'sre-metrics/monitored-since';
/** The only indicator: the share of time in which no incident took the service down. */
export const INDICATOR = 'availability';
/** The smallest time slice that OpenSLO can say. */
export const SLICE = '1m';
/** What an inline indicator's metric sources must be of. */
const SOURCE_TYPE = 'stackflow';

/** OpenSLO's own limit and characters for names. */
const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9.|/\\-]{0,253}[a-z0-9])?$/;

const ONLY_AVAILABILITY = `must be ${INDICATOR}: downtime comes from incidents here, and no other indicator is measured`;
const NO_CALENDAR = 'is a calendar window; windows roll here: take calendar out and set isRolling to true';
const NO_THRESHOLD = 'compares an indicator with a value, which availability has not; take it out';

const text = (what: string) =>
  z.string({ error: ({ input }) => (input === undefined ? `is missing; enter ${what}` : 'must be a text') });

/** What is wrong with an annotation of ours; null where nothing is. The runbook's address is judged with the SLO. */
function annotationComplaint(key: string, value: unknown): string | null {
  switch (key) {
    case ENABLED_ANNOTATION:
      return [true, false, 'true', 'false'].some((known) => known === value) ? null : 'must be "true" or "false"';
    case RUNBOOK_ANNOTATION:
      return null;
    case MONITORED_ANNOTATION:
      return time.safeParse(value).error?.issues[0]?.message ?? null;
    default:
      return key.startsWith('sre-metrics/') ? 'is no annotation known here' : null;
  }
}

const metadata = z.strictObject({
  name: text('a name').regex(OBJECT_NAME, {
    error: "must be lower-case letters, digits, -, ., |, / and \\; an SLO's own name goes into displayName",
  }),
  displayName: text('a name').optional(),
  labels: z.unknown().optional(),
  annotations: z
    .record(z.string(), z.unknown(), { error: 'must be keys with values' })
    .superRefine((annotations, context) => {
      for (const [key, value] of Object.entries(annotations)) {
        const message = annotationComplaint(key, value);
        if (message !== null) {
          context.addIssue({ code: 'custom', path: [key], message });
        }
      }
    })
    .optional(),
});

const metric = z.looseObject({
  metricSource: z.looseObject({
    type: z.literal(SOURCE_TYPE, { error: `must be ${SOURCE_TYPE}, or write indicatorRef: ${INDICATOR} instead` }),
  }),
});
const indicator = z.looseObject({
  metadata: z.looseObject({ name: z.literal(INDICATOR, { error: ONLY_AVAILABILITY }) }),
  spec: z.strictObject({
    description: z.unknown().optional(),
    ratioMetric: z.record(z.string(), z.union([metric, z.boolean(), z.string()])).optional(),
    thresholdMetric: z.never({ error: ONLY_AVAILABILITY }).optional(),
  }),
});

const timeWindow = z.strictObject({
  duration: text('a duration in days, such as 30d').refine((duration) => daysOf(duration) !== null, {
    error: 'must be a fixed length such as 30d or 4w: months, quarters and years differ in theirs',
  }),
  isRolling: z.literal(true, { error: NO_CALENDAR }).optional(),
  calendar: z.never({ error: NO_CALENDAR }).optional(),
});

const objective = z.strictObject({
  displayName: z.unknown().optional(),
  op: z.never({ error: NO_THRESHOLD }).optional(),
  value: z.never({ error: NO_THRESHOLD }).optional(),
  target: z.number({ error: 'must be a number, such as 0.999' }).optional(),
  targetPercent: z.number({ error: 'must be a number, such as 99.9' }).optional(),
  timeSliceTarget: z.literal(1, { error: 'must be 1: a slice of time is good when the service was up throughout' }),
  timeSliceWindow: z.literal([SLICE, 1, '1'], {
    error: `must be ${SLICE}: longer slices would count time that was up`,
  }),
});

const exactlyOne = (what: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? `is missing; enter one ${what}` : `must be a list of one ${what}`,
});

/** One object of `kind: SLO`. What is not kept (labels, descriptions, alert policies) may be anything. */
export const openSloSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('SLO'),
  metadata,
  spec: z
    .strictObject({
      description: z.unknown().optional(),
      service: text("a service's name"),
      indicator: indicator.optional(),
      indicatorRef: z.literal(INDICATOR, { error: ONLY_AVAILABILITY }).optional(),
      timeWindow: z.tuple([timeWindow], exactlyOne('window')),
      budgetingMethod: z.literal('Timeslices', { error: 'must be Timeslices: time is counted here, not events' }),
      objectives: z.tuple([objective], exactlyOne('objective')),
      alertPolicies: z.unknown().optional(),
    })
    .superRefine((spec, context) => {
      if ((spec.indicator === undefined) === (spec.indicatorRef === undefined)) {
        const message = `is missing; enter ${INDICATOR}, and no indicator beside it`;
        context.addIssue({ code: 'custom', path: ['indicatorRef'], message });
      }
      const [{ target, targetPercent }] = spec.objectives;
      if ((target === undefined) === (targetPercent === undefined)) {
        const message = 'is missing; enter a fraction such as 0.999, or targetPercent, not both';
        context.addIssue({ code: 'custom', path: ['objectives', 0, 'target'], message });
      }
    }),
});
export type OpenSlo = z.output<typeof openSloSchema>;

/** Kinds beside `SLO` that a file may hold. */
export const OTHER_KINDS: readonly unknown[] = [
  'AlertCondition',
  'AlertNotificationTarget',
  'AlertPolicy',
  'DataSource',
  'Service',
  'SLI',
];

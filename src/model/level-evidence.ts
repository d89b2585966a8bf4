import type { DataQualityCheck } from './data-quality-checks';
import { amount } from './amount';
import { DORA_METRIC_INFO } from './dora-metrics';
import type { DoraMetric } from './dora-metrics';
import { PRESET_INFO, performanceLevel } from './performance-levels';
import type { LevelVerdict, Preset } from './performance-levels';

/** What a level must rest on, as data beside the presets, which say how large a sample must be. */

/** What must have been recorded for a metric to be measured at all. */
export type Requirement =
  /** Where P1 or P2 incidents were created in the range, that one of them is linked to a change. */
  | 'linkedIncidents'
  /** That anybody recorded an unplanned change in the year before the range's end. */
  | 'unplannedChanges';

/** Metrics whose 0 would else be the silence of records that nobody keeps. */
export const REQUIREMENTS: Readonly<Partial<Record<DoraMetric, Requirement>>> = {
  changeFailureRate: 'linkedIncidents',
  failedDeploymentRecoveryTime: 'linkedIncidents',
  reworkRate: 'unplannedChanges',
};

/** What was recorded of what a metric requires. */
export interface Support {
  /** P1 and P2 incidents created in the range. */
  readonly severeIncidents: number;
  /** Of those, the ones that a change is linked to. */
  readonly linkedIncidents: number;
  readonly unplannedRecorded: boolean;
}

/** Why a value has no level. */
export interface Shortfall {
  /** `atLeast`: the value counts what is known, and more may have happened. */
  readonly kind: 'few' | 'notMeasured' | 'atLeast';
  /** In a few words, where a level's rule would stand. */
  readonly reason: string;
  readonly sentence: string;
  /** The list of what is missing on the data quality dashboard; null where there is none. */
  readonly check: DataQualityCheck | null;
}

/** In place of a level's name: short, since a wall shows it in large letters. */
export const SHORTFALL_WORDS: Readonly<Record<Shortfall['kind'], string>> = {
  few: 'too few',
  notMeasured: 'unknown',
  atLeast: 'at least',
};

/** In place of a value that nobody measured. */
export const NOT_MEASURED = 'not measured';

/** A value with what it rests on. */
export interface Judged {
  readonly value: number | null;
  /** What the value is made of: what it counts, or what it is a share of. */
  readonly sampleSize: number;
  readonly support: Support;
  /** Whether records may be missing that could only raise the value; default not. */
  readonly isAtLeast?: boolean;
}

/** What was not recorded, though the metric rests on it. */
type Missing = Omit<Shortfall, 'kind'>;

function missingOf(
  metric: DoraMetric,
  { severeIncidents, linkedIncidents, unplannedRecorded }: Support
): Missing | null {
  const requirement = REQUIREMENTS[metric];
  if (requirement === 'linkedIncidents' && severeIncidents > 0 && linkedIncidents === 0) {
    const check = 'unlinkedIncidents';
    return severeIncidents === 1
      ? { reason: '1 incident, not linked', sentence: 'the one P1 or P2 incident is linked to no change', check }
      : {
          reason: `none of ${severeIncidents} incidents linked`,
          sentence: `none of ${severeIncidents} P1 and P2 incidents is linked to a change`,
          check,
        };
  }
  if (requirement === 'unplannedChanges' && !unplannedRecorded) {
    const sentence = 'nobody recorded an unplanned change in a year';
    return { reason: 'none recorded in a year', sentence, check: null };
  }
  return null;
}

/** Whether the metric is measured in full; null where it is. */
export function notMeasured(metric: DoraMetric, { support }: Pick<Judged, 'support'>): Shortfall | null {
  const missing = missingOf(metric, support);
  return missing === null ? null : { ...missing, kind: 'notMeasured', sentence: `Not measured: ${missing.sentence}.` };
}

/**
 * What falls short of the metric being measured. A rate above 0 rests on what was recorded, of which more could only make
 * it higher: it is bad news, and is not hidden.
 */
function unmeasured(metric: DoraMetric, { value, support }: Judged): Shortfall | null {
  const missing = missingOf(metric, support);
  const isBound = DORA_METRIC_INFO[metric].unit === 'percent' && value !== null && value > 0;
  return missing !== null && isBound
    ? { ...missing, kind: 'atLeast', sentence: `A lower bound: ${missing.sentence}.` }
    : notMeasured(metric, { support });
}

/** A level, or why there is none; neither where there is no data, or no level for the metric. */
export interface Judgement {
  readonly verdict: LevelVerdict | null;
  readonly shortfall: Shortfall | null;
}

/** The level of a value where there is enough to tell; else why there is none. */
export function judge(metric: DoraMetric, judged: Judged, preset: Preset): Judgement {
  const shortfall = unmeasured(metric, judged);
  if (shortfall !== null) {
    return { verdict: null, shortfall };
  }
  const verdict = performanceLevel(metric, judged.value, preset);
  const { minimumSample } = PRESET_INFO[preset];
  if (verdict !== null && judged.sampleSize < minimumSample) {
    return { verdict: null, shortfall: tooFew(metric, judged.sampleSize, minimumSample) };
  }
  // The lowest level stays: more records could only give it more reason.
  if (verdict !== null && judged.isAtLeast === true && verdict.level !== 'low') {
    return { verdict: null, shortfall: AT_LEAST };
  }
  return { verdict, shortfall: null };
}

const AT_LEAST: Shortfall = {
  kind: 'atLeast',
  reason: 'more may be missing',
  sentence: 'A lower bound: incidents may be missing, which could only add to it.',
  check: null,
};

function tooFew(metric: DoraMetric, sampleSize: number, minimum: number): Shortfall {
  const { sampleNoun, unit } = DORA_METRIC_INFO[metric];
  const [one, many] = unit === 'percent' ? ['deployment', 'deployments'] : sampleNoun;
  return {
    kind: 'few',
    reason: `${sampleSize} of the ${minimum} it takes`,
    sentence: `Too few for a level: ${amount(sampleSize, one, many)}; it takes ${minimum}.`,
    check: null,
  };
}

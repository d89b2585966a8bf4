import type { DataQualityCheck } from './data-quality-checks';
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
  readonly kind: 'few' | 'notMeasured';
  /** In a few words, where a level's rule would stand. */
  readonly reason: string;
  readonly sentence: string;
  /** The list of what is missing on the data quality dashboard; null where there is none. */
  readonly check: DataQualityCheck | null;
}

/** In place of a level's name. */
export const SHORTFALL_WORDS: Readonly<Record<Shortfall['kind'], string>> = {
  few: 'too few',
  notMeasured: 'not measured',
};

/** A value with what it rests on. */
export interface Judged {
  readonly value: number | null;
  /** What the value is made of: what it counts, or what it is a share of. */
  readonly sampleSize: number;
  readonly support: Support;
}

/** Whether the metric is measured at all; null where it is. */
export function notMeasured(metric: DoraMetric, { support }: Pick<Judged, 'support'>): Shortfall | null {
  const requirement = REQUIREMENTS[metric];
  if (requirement === 'linkedIncidents' && support.severeIncidents > 0 && support.linkedIncidents === 0) {
    const sentence =
      support.severeIncidents === 1
        ? 'Not measured: the one P1 or P2 incident is linked to no change.'
        : `Not measured: none of ${support.severeIncidents} P1 and P2 incidents is linked to a change.`;
    const reason = `none of ${support.severeIncidents} incidents linked`;
    return { kind: 'notMeasured', reason, sentence, check: 'unlinkedIncidents' };
  }
  if (requirement === 'unplannedChanges' && !support.unplannedRecorded) {
    return {
      kind: 'notMeasured',
      reason: 'none recorded in a year',
      sentence: 'Not measured: nobody recorded an unplanned change in a year.',
      check: null,
    };
  }
  return null;
}

/** A level, or why there is none; neither where there is no data, or no level for the metric. */
export interface Judgement {
  readonly verdict: LevelVerdict | null;
  readonly shortfall: Shortfall | null;
}

/** The level of a value where there is enough to tell; else why there is none. */
export function judge(metric: DoraMetric, judged: Judged, preset: Preset): Judgement {
  const missing = notMeasured(metric, judged);
  if (missing !== null) {
    return { verdict: null, shortfall: missing };
  }
  const verdict = performanceLevel(metric, judged.value, preset);
  const { minimumSample } = PRESET_INFO[preset];
  if (verdict !== null && judged.sampleSize < minimumSample) {
    return { verdict: null, shortfall: tooFew(metric, judged.sampleSize, minimumSample) };
  }
  return { verdict, shortfall: null };
}

function tooFew(metric: DoraMetric, sampleSize: number, minimum: number): Shortfall {
  const { sampleNoun, unit } = DORA_METRIC_INFO[metric];
  const noun = unit === 'percent' ? 'deployments' : sampleNoun;
  return {
    kind: 'few',
    reason: `${sampleSize} of the ${minimum} it takes`,
    sentence: `Too few for a level: ${sampleSize} ${noun}; it takes ${minimum}.`,
    check: null,
  };
}

import { LINKED_PANELS } from '../dashboards/ids';
import type { DoraMetric, Statistic } from '../src/model/dora-metrics';
import type { DoraQueryInput, SamplePart } from '../src/model/dora-query';
import { exactFigure, figure, label, whereKnown } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/** Alerts on DORA metrics: one instance for every service in use. */

const RANGE_DAYS = 30;
const RANGE_SECONDS = RANGE_DAYS * 86_400;

/** At which a rule fires, and what it must rest on. */
export interface DoraEdges {
  readonly changeFailureRatePercent: number;
  /** Null: nobody has chosen one, and the rule is paused. */
  readonly leadTimeSeconds: number | null;
  readonly mttrSeconds: number | null;
  /** Fewest deployments, or incidents, that say anything. */
  readonly minimumSample: number;
}

/** The end of the elite level of the preset `stackflow`, where nobody has chosen an edge. */
const ELITE_SECONDS = 3600;

/** What a team wants to hear of is its own to say. */
export const DEFAULT_EDGES: DoraEdges = {
  changeFailureRatePercent: 5,
  leadTimeSeconds: null,
  mttrSeconds: null,
  minimumSample: 10,
};

/** Without retired services: nobody is there to act on them. */
function byService(metric: DoraMetric, sample: SamplePart = 'none', statistic?: Statistic): DoraQueryInput {
  const query = { queryType: 'dora', metric, shape: 'value', groupBy: 'service', retired: 'exclude' } as const;
  return { ...query, ...(sample !== 'none' && { sample }), ...(statistic && { statistic }) };
}

const LAST_DAYS = `in the last ${RANGE_DAYS} days`;

/** What these rules have in common: a month's figure moves slowly, so there is no hurry either way. */
const COMMON = {
  severity: 'ticket',
  rangeSeconds: RANGE_SECONDS,
  keepFiringFor: '1h',
  onError: 'KeepLast',
  about: 'service',
} as const;

interface Told {
  readonly summary: string;
  /** Of queries and figures; `facts` is said where they are known, else `none`. */
  readonly refIds: readonly string[];
  readonly facts: string;
  readonly none: string;
  /** What to do, while the rule fires. */
  readonly advice: string;
}

function textsOf({ summary, refIds, facts, none, advice }: Told): Pick<AlertRule, 'texts' | 'calmTexts'> {
  return {
    texts: { summary, description: whereKnown(refIds, `${facts} ${advice}`, none) },
    calmTexts: { summary, description: whereKnown(refIds, facts, none) },
  };
}

const hoursText = (seconds: number) => (seconds === 3600 ? '1 hour' : `${seconds / 3600} hours`);

function changeFailureRate({ changeFailureRatePercent: percent, minimumSample }: DoraEdges): AlertRule {
  return {
    ...COMMON,
    uid: 'sre-change-failure-rate',
    title: `Change failure rate at or over ${percent} %`,
    queries: {
      A: byService('changeFailureRate'),
      F: byService('changeFailureRate', 'failed'),
      N: byService('changeFailureRate', 'total'),
    },
    condition: `$A >= ${percent} && $N >= ${minimumSample}`,
    panel: LINKED_PANELS.changeFailureRate,
    ...textsOf({
      summary: whereKnown(
        ['A'],
        `Change failure rate ${figure('A', 1)} %: ${label('service')}`,
        `No change failure rate: ${label('service')}`
      ),
      refIds: ['A', 'F', 'N'],
      facts:
        `Of the ${figure('N', 0)} production deployments of ${label('service')} ${LAST_DAYS} ${figure('F', 0)} failed ` +
        `(${figure('A', 1)} %), by their outcome or by a linked P1 or P2 incident within 24 hours; elite is under 5 %. ` +
        `The rule needs at least ${minimumSample} deployments.`,
      advice: 'Look for what the failed ones have in common, and make changes smaller until it is found.',
      none: `${label('service')} has no production deployment ${LAST_DAYS}.`,
    }),
  };
}

function leadTime({ leadTimeSeconds, minimumSample }: DoraEdges): AlertRule {
  const seconds = leadTimeSeconds ?? ELITE_SECONDS;
  return {
    ...COMMON,
    uid: 'sre-lead-time-past-elite',
    title: 'Lead time past its edge',
    isPaused: leadTimeSeconds === null,
    queries: { A: byService('leadTime', 'none', 'median'), N: byService('leadTime', 'n') },
    figures: { H: '$A / 3600' },
    condition: `$A >= ${seconds} && $N >= ${minimumSample}`,
    panel: LINKED_PANELS.leadTime,
    ...textsOf({
      summary: whereKnown(
        ['H'],
        `Lead time ${figure('H', 1)} hours: ${label('service')}`,
        `No lead time: ${label('service')}`
      ),
      refIds: ['H', 'N'],
      facts:
        `Half of the ${exactFigure('N')} changes of ${label('service')} ${LAST_DAYS} took ${figure('H', 1)} hours or more ` +
        `from their creation to their closing (median of successful production deployments); the edge is ${hoursText(seconds)}. ` +
        `The rule needs at least ${minimumSample} changes.`,
      advice: 'Look at where changes wait: review, approval, the pipeline, or being closed.',
      none: `${label('service')} has no successful production deployment ${LAST_DAYS}.`,
    }),
  };
}

function mttr({ mttrSeconds, minimumSample }: DoraEdges): AlertRule {
  const seconds = mttrSeconds ?? ELITE_SECONDS;
  return {
    ...COMMON,
    uid: 'sre-mttr-past-elite',
    title: 'MTTR past its edge',
    isPaused: mttrSeconds === null,
    queries: { A: byService('mttr', 'none', 'mean'), N: byService('mttr', 'n') },
    figures: { H: '$A / 3600' },
    condition: `$A >= ${seconds} && $N >= ${minimumSample}`,
    panel: LINKED_PANELS.mttr,
    ...textsOf({
      summary: whereKnown(['H'], `MTTR ${figure('H', 1)} hours: ${label('service')}`, `No MTTR: ${label('service')}`),
      refIds: ['H', 'N'],
      facts:
        `It took ${figure('H', 1)} hours on average (mean) to resolve the ${exactFigure('N')} P1 and P2 incidents of ` +
        `${label('service')} that ended ${LAST_DAYS}; the edge is ${hoursText(seconds)}. ` +
        `The rule needs at least ${minimumSample} incidents.`,
      advice:
        'Look at how they were noticed, how long the cause was searched for, and whether rolling back was tried first.',
      none: `No P1 or P2 incident of ${label('service')} ended ${LAST_DAYS}.`,
    }),
  };
}

/**
 * Rules on DORA metrics. Those on lead time and MTTR are paused: a service that is not elite would have a ticket for
 * ever, so the edge is to be chosen before they run.
 */
export function doraGroup(edges: DoraEdges): AlertGroup {
  return {
    name: 'SRE DORA metrics',
    interval: '10m',
    rules: [changeFailureRate(edges), leadTime(edges), mttr(edges)],
  };
}

export const DORA_GROUP = doraGroup(DEFAULT_EDGES);

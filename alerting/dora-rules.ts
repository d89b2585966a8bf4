import { LINKED_PANELS } from '../dashboards/ids';
import { DORA_METRIC_INFO } from '../src/model/dora-metrics';
import type { DoraMetric, FourMetric } from '../src/model/dora-metrics';
import type { DoraQueryInput } from '../src/model/dora-query';
import { figure, label, valueOf, whereKnown, whereLabelled, word } from './rule';
import type { AlertGroup, AlertRule } from './rule';

/** Alerts on DORA metrics: one instance for every service in use. */

const RANGE_DAYS = 30;
const RANGE_SECONDS = RANGE_DAYS * 86_400;

export const CHANGE_FAILURE_RATE_UID = 'sre-change-failure-rate';

/** At which a rule fires, and what it must rest on. */
export interface DoraEdges {
  readonly changeFailureRatePercent: number;
  /** Fewest deployments, or incidents, that say anything. */
  readonly minimumSample: number;
}

export const DEFAULT_EDGES: DoraEdges = { changeFailureRatePercent: 5, minimumSample: 10 };

/** Without retired services: nobody is there to act on them. */
function byService(metric: DoraMetric, rest: Partial<DoraQueryInput> = {}): DoraQueryInput {
  return { queryType: 'dora', metric, shape: 'value', groupBy: 'service', retired: 'exclude', ...rest };
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

interface RuleWords {
  readonly summary: string;
  /** Of queries and figures; `facts` is said where they are known, else `none`. */
  readonly refIds: readonly string[];
  readonly facts: string;
  readonly none: string;
  /** What to do, while the rule fires. */
  readonly advice: string;
}

function textsOf({ summary, refIds, facts, none, advice }: RuleWords): Pick<AlertRule, 'texts' | 'calmTexts'> {
  return {
    texts: { summary, description: whereKnown(refIds, `${facts} ${advice}`, none) },
    calmTexts: { summary, description: whereKnown(refIds, facts, none) },
  };
}

function changeFailureRate({ changeFailureRatePercent: percent, minimumSample }: DoraEdges): AlertRule {
  return {
    ...COMMON,
    uid: CHANGE_FAILURE_RATE_UID,
    title: `Change failure rate at or over ${percent} %`,
    queries: {
      A: byService('changeFailureRate'),
      F: byService('changeFailureRate', { sample: 'failed' }),
      N: byService('changeFailureRate', { sample: 'total' }),
    },
    condition: `$A >= ${percent} && $N >= ${minimumSample}`,
    panel: LINKED_PANELS.changeFailureRate,
    metric: 'changeFailureRate',
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

/** A metric whose change is told. */
interface ChangeRule {
  readonly metric: FourMetric;
  readonly uid: string;
  readonly advice: string;
}

/** A change for the better is told as well: what brought it about is worth keeping. */
const CHANGES: readonly ChangeRule[] = [
  {
    metric: 'deploymentFrequency',
    uid: 'sre-deployment-frequency-changed',
    advice: 'Look at what keeps changes from being deployed, or lets more of them through.',
  },
  {
    metric: 'leadTime',
    uid: 'sre-lead-time-changed',
    advice: 'Look at where changes wait: review, approval, the pipeline, or being closed.',
  },
  {
    metric: 'mttr',
    uid: 'sre-mttr-changed',
    advice:
      'Look at how incidents were noticed, how long the cause was searched for, and whether rolling back was tried first.',
  },
  {
    metric: 'changeFailureRate',
    uid: 'sre-change-failure-rate-changed',
    advice: 'Look for what the failed deployments have in common, and what has become different.',
  },
];

/** The metric of the newest finished week against the half year before it, whatever its level. */
function changeOf({ metric, uid, advice }: ChangeRule, { minimumSample }: DoraEdges): AlertRule {
  const { label: name } = DORA_METRIC_INFO[metric];
  const summary = whereKnown(
    ['A'],
    `${name} {{ if ge ${valueOf('A')} 1.0 }}changed against{{ else }}is within{{ end }} its own past: ${label('service')}`,
    `${name} against its own past is not known: ${label('service')}`
  );
  const facts =
    whereLabelled(
      'D',
      'reason',
      `${name} of ${label('service')}: ${word('D', 'reason')}.`,
      `Why ${label('service')} is told of is not known.`
    ) +
    ' It is held against its own past: natural process limits (XmR chart) of the 24 weeks before the last eight; ' +
    `no level is asked for. The rule needs at least ${minimumSample} records ${LAST_DAYS}.`;
  return {
    ...COMMON,
    uid,
    title: `${name} changed against its own past`,
    // A week is told once, and not each day anew until the next.
    isNotifiedOnce: true,
    queries: {
      A: byService(metric, { view: 'signal' }),
      N: byService(metric, { sample: 'total' }),
      D: byService(metric, { view: 'signal', details: true }),
    },
    condition: `$A >= 1 && $N >= ${minimumSample}`,
    panel: LINKED_PANELS[metric],
    metric,
    texts: {
      summary,
      description: `${facts} The dashboard splits the change by service and lists the records that moved it most. ${advice}`,
    },
    calmTexts: { summary, description: facts },
  };
}

/** Rules on DORA metrics: an edge that is the specification's goal, and changes, whatever the level. */
export function doraGroup(edges: DoraEdges): AlertGroup {
  return {
    name: 'SRE DORA metrics',
    interval: '10m',
    rules: [changeFailureRate(edges), ...CHANGES.map((change) => changeOf(change, edges))],
  };
}

export const DORA_GROUP = doraGroup(DEFAULT_EDGES);

/** Rules of releases before, which Grafana would else keep and evaluate as they were. */
export const GONE_RULES = ['sre-lead-time-past-elite', 'sre-mttr-past-elite'] as const;

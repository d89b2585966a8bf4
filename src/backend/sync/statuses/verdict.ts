import type { GateDecision } from '../../metrics/gate/decisions';
import { MAX_DESCRIPTION } from '../api/set-status';
import type { KnownPullRequest } from '../facts/newest';
import { hasLabel, reasonOnceMerged } from '../mapping/decide';
import type { Mapping } from '../mapping/mapping';
import { amount } from '../../../model/amount';

/** What an open pull request's head commit is told by the change gate. */
export type Verdict =
  | { readonly kind: 'status'; readonly state: 'failure' | 'success'; readonly description: string }
  /** It depends on changed files, which are not known yet. */
  | { readonly kind: 'unknown' }
  /** It is merged into no production branch of a mapped repository. */
  | { readonly kind: 'none' };

/** Decisions of the gate by service id. */
export type Gates = ReadonlyMap<number, GateDecision>;

/**
 * Whether an open pull request may be merged: as a deployment it would be a change of each service
 * that a mapping names, and non-critical unless a label says otherwise.
 *
 * @param mappings of its repository, those that are enabled
 */
export function verdictOf(pullRequest: KnownPullRequest, mappings: readonly Mapping[], gates: Gates): Verdict {
  const judged = mappings.map((mapping) => ({ mapping, reason: reasonOnceMerged(pullRequest, mapping) }));
  if (judged.every(({ reason }) => reason === 'other_branch')) {
    return { kind: 'none' };
  }
  const holding = judged.filter(({ mapping }) => holds(pullRequest, mapping, gates));
  const [first, ...more] = holding.filter(({ reason }) => reason === null);
  if (first !== undefined) {
    return failure(gates.get(first.mapping.serviceId), more.length);
  }
  if (holding.some(({ reason }) => reason === 'paths_unknown')) {
    return { kind: 'unknown' };
  }
  const concerned = judged.flatMap(({ mapping, reason }) => (reason === null ? [mapping] : []));
  return success(passing(concerned, gates));
}

/** Whether the gate holds a service's changes, unless they are critical. */
export function isClosed(gate: GateDecision | undefined): gate is GateDecision {
  return gate !== undefined && gate.gated && gate.override === null;
}

function holds({ newest }: KnownPullRequest, { serviceId, criticalLabels }: Mapping, gates: Gates): boolean {
  return isClosed(gates.get(serviceId)) && !hasLabel(newest.labels, criticalLabels);
}

function failure(gate: GateDecision | undefined, more: number): Verdict {
  const others = more === 0 ? '' : ` And ${amount(more, 'more service')}.`;
  const text = `${gate?.service ?? ''}: ${gate?.reason ?? 'The service is gated.'}`;
  return {
    kind: 'status',
    state: 'failure',
    description: `${shortened(text, MAX_DESCRIPTION - others.length)}${others}`,
  };
}

function success(description: string): Verdict {
  return { kind: 'status', state: 'success', description: shortened(description, MAX_DESCRIPTION) };
}

/** Why nothing stands in the way. */
function passing(concerned: readonly Mapping[], gates: Gates): string {
  const gated = concerned.flatMap(({ serviceId }) => {
    const gate = gates.get(serviceId);
    return gate?.gated === true ? [gate] : [];
  });
  const [first] = gated;
  if (first === undefined) {
    return 'No used up error budget stands in the way.';
  }
  return first.override === null
    ? `A label says that it is critical, so it passes although ${first.service} is gated.`
    : `An override lets changes pass until ${moment(first.override.untilMs)} although ${first.service} is gated.`;
}

function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Ends with no half of a character. */
function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}

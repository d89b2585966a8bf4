import { chanceOf } from './chance';
import type { Chance } from './chance';
import { DAY, HOUR, MINUTE, YEAR_BEGINS } from './records';
import type { CompanyChange, CompanyIncident } from './records';
import { incidentAfter } from './incidents';
import type { CompanyService } from './services';
import { isFrozen, isInYear, troubleOf } from './times';

/** The deployments of a service over the year, and what came of those that failed. */

const VERBS = ['Simplify', 'Speed up', 'Fix', 'Rework', 'Translate', 'Measure', 'Tidy up', 'Retry'] as const;

/** Shares of what is missing in the records of people; GitHub forgets nothing. */
const NO_OUTCOME = 0.05;
const NO_CLOSING = 0.015;

export interface Happened {
  readonly changes: readonly CompanyChange[];
  readonly incidents: readonly CompanyIncident[];
}

/** The same at every call. */
export function deploymentsOf(service: CompanyService): Happened {
  const chance = chanceOf(service.name);
  const changes: CompanyChange[] = [];
  const incidents: CompanyIncident[] = [];
  const nextId = idsOf(service);
  for (const doneAt of completions(service, chance)) {
    const liveAt = releaseOf(service, doneAt);
    if (!isInYear(liveAt) || isFrozen(service.name, liveAt)) {
      continue;
    }
    const change = deployment(service, { doneAt, liveAt, externalId: nextId() }, chance);
    const trouble = troubleOf(service.name, liveAt);
    if (!chance.happens((service.failurePercent * trouble) / 100)) {
      changes.push(change);
      continue;
    }
    const told = failure(service, change, nextId, chance);
    changes.push(...told.changes);
    incidents.push(...told.incidents);
  }
  return { changes, incidents };
}

/** When changes are done: in batches of a few that were begun together, on nearly every day. */
function completions({ name, deploymentsPerDay }: CompanyService, chance: Chance): readonly number[] {
  const found: number[] = [];
  for (let at = YEAR_BEGINS; deploymentsPerDay > 0 && at < 0;) {
    const size = chance.oneOf([1, 1, 1, 2, 3]);
    at += Math.round(chance.wait((1.6 * DAY) / deploymentsPerDay) * troubleOf(name, at));
    for (let index = 0; index < size; index += 1) {
      found.push(at + index * chance.between(4 * MINUTE, 40 * MINUTE));
    }
  }
  return found;
}

/** A release takes all that was done since the one before. */
function releaseOf({ releaseEveryDays }: CompanyService, doneAt: number): number {
  if (releaseEveryDays === null) {
    return doneAt;
  }
  const every = Math.round(releaseEveryDays * DAY);
  // Not at the very end, where the next one has still to come.
  return Math.ceil((doneAt + 5 * HOUR) / every) * every - 5 * HOUR;
}

function idsOf({ name, github }: CompanyService): () => string {
  const prefix = github === null ? `CHG-${name.replaceAll(' ', '').slice(0, 4).toUpperCase()}-` : `${github.name}#`;
  // As sync calls those of a repository that has several services.
  const suffix = (github?.folder ?? null) === null ? '' : `:${name}`;
  let number = github?.firstNumber ?? 1000;
  return () => `${prefix}${(number += 1)}${suffix}`;
}

interface Planned {
  readonly doneAt: number;
  readonly liveAt: number;
  readonly externalId: string;
}

function deployment(service: CompanyService, { doneAt, liveAt, externalId }: Planned, chance: Chance): CompanyChange {
  const { name, leadTimeHours, subjects, github } = service;
  const workSeconds = Math.round(chance.around(leadTimeHours * HOUR) * troubleOf(name, liveAt));
  const isByPeople = github === null;
  const isClosed = !isByPeople || !chance.happens(NO_CLOSING);
  return {
    externalId,
    service: name,
    title: `${chance.oneOf(VERBS)} ${chance.oneOf(subjects)}`,
    type: 'deployment',
    isCritical: false,
    state: 'closed',
    outcome: isByPeople && chance.happens(NO_OUTCOME) ? null : 'successful',
    createdAt: doneAt - workSeconds,
    liveAt,
    closedAt: isClosed ? Math.min(-1, liveAt + (isByPeople ? chance.between(0, 20 * MINUTE) : 0)) : null,
    isUnplanned: false,
    reverts: null,
  };
}

/** A deployment that fails: an incident mostly, and a revert or a hotfix that repairs it. */
function failure(service: CompanyService, change: CompanyChange, nextId: () => string, chance: Chance): Happened {
  const isReverted = chance.happens(0.5);
  const incidents = chance.happens(0.75) ? [incidentAfter(service, change, chance)] : [];
  const repairedAt = incidents[0]?.resolvedAt ?? (change.liveAt ?? 0) + chance.between(20 * MINUTE, 4 * HOUR);
  if (repairedAt >= 0) {
    return { changes: [change], incidents: [] };
  }
  const isByPeople = service.github === null;
  const isHotfix = isByPeople && !isReverted;
  const repair: CompanyChange = {
    ...change,
    externalId: nextId(),
    title: isReverted ? `Revert "${change.title}"` : `Repair after: ${change.title}`,
    type: isHotfix ? 'emergency' : 'deployment',
    isCritical: isHotfix,
    outcome: 'successful',
    isUnplanned: true,
    createdAt: repairedAt - chance.between(8 * MINUTE, 15 * MINUTE),
    liveAt: repairedAt,
    closedAt: repairedAt,
    reverts: isReverted ? change.externalId : null,
  };
  const verdict = isReverted ? 'rolled_back' : chance.happens(0.5) ? 'failed' : change.outcome;
  // Of GitHub's, sync itself finds out what was reverted.
  return {
    changes: [isByPeople ? { ...change, outcome: verdict } : change, repair],
    incidents: incidents.map((one) => (one.changes.length === 0 ? one : { ...one, fixes: [repair.externalId] })),
  };
}

import { chanceOf } from './chance';
import type { Chance } from './chance';
import { DAY, HOUR, MINUTE, YEAR_BEGINS } from './records';
import type { CompanyChange, CompanyDowntime, CompanyIncident } from './records';
import type { CompanyService } from './services';

/** Incidents: those that a deployment caused, and those that came from outside. */

/** The last weeks are told one by one: chance must not use up a budget there. */
export const TOLD_SINCE = -36 * DAY;

const SYMPTOMS = ['answers slowly', 'answers with errors', 'shows old data', 'loses some requests'] as const;
const CAUSES = ['a full disk', 'an expired certificate', 'a slow network', 'a provider', 'too much traffic'] as const;

/** What a failed deployment did. */
export function incidentAfter(service: CompanyService, change: CompanyChange, chance: Chance): CompanyIncident {
  const createdAt = (change.liveAt ?? 0) + chance.between(4 * MINUTE, 70 * MINUTE);
  const isTold = createdAt >= TOLD_SINCE;
  const seconds = Math.round(Math.min(chance.around(45 * MINUTE), 6 * HOUR));
  const isSevere = chance.happens(0.15) && !isTold;
  const isDown = chance.happens(isTold ? 0.3 : 0.5);
  const downSeconds = isTold
    ? chance.between(MINUTE, 3 * MINUTE)
    : Math.min(seconds, chance.between(MINUTE, 9 * MINUTE));
  return {
    externalId: `INC-${change.externalId.replace(/^.*[/]|:.*$/g, '').replace('#', '-')}`,
    title: `${service.name} ${chance.oneOf(SYMPTOMS)}`,
    priority: isSevere ? 'P1' : 'P2',
    createdAt,
    resolvedAt: createdAt + seconds,
    affectedUsers: usersOf(service, chance),
    // Nobody noted where it came from.
    changes: !chance.happens(0.2) && service.linksIncidents ? [change.externalId] : [],
    fixes: [],
    downtimes: isDown ? [{ service: service.name, startedAt: createdAt, endedAt: createdAt + downSeconds }] : [],
  };
}

/** What came from outside over the year, of all priorities. */
export function outsideIncidentsOf(service: CompanyService): readonly CompanyIncident[] {
  const chance = chanceOf(`${service.name} from outside`);
  const found: CompanyIncident[] = [];
  for (let at = YEAR_BEGINS; service.users > 0;) {
    at += Math.round(chance.wait(16 * DAY));
    if (at >= -HOUR) {
      break;
    }
    found.push(fromOutside(service, at, found.length + 1, chance));
  }
  return found;
}

function fromOutside(service: CompanyService, createdAt: number, number: number, chance: Chance): CompanyIncident {
  const isTold = createdAt >= TOLD_SINCE;
  const priority = chance.oneOf(
    isTold ? (['P2', 'P3', 'P3', 'P4'] as const) : (['P1', 'P2', 'P2', 'P3', 'P4'] as const)
  );
  const seconds = Math.round(Math.min(chance.around(70 * MINUTE), 10 * HOUR, -createdAt - MINUTE));
  const isDown = priority === 'P1' || (priority === 'P2' && chance.happens(0.8));
  const mostSeconds = isTold ? 80 : 14 * MINUTE;
  const downtimes: CompanyDowntime[] = isDown
    ? [
        {
          service: service.name,
          startedAt: createdAt,
          endedAt: createdAt + Math.min(seconds, chance.between(MINUTE, mostSeconds)),
        },
      ]
    : [];
  return {
    externalId: `INC-${service.name.replaceAll(' ', '').slice(0, 4).toUpperCase()}-OUT-${number}`,
    title: `${service.name} ${chance.oneOf(SYMPTOMS)}: ${chance.oneOf(CAUSES)}`,
    priority,
    createdAt,
    resolvedAt: createdAt + seconds,
    affectedUsers: usersOf(service, chance),
    changes: [],
    fixes: [],
    downtimes,
  };
}

/** Of some nobody counted them. */
function usersOf({ users }: CompanyService, chance: Chance): number | null {
  return chance.happens(0.12) ? null : Math.max(1, Math.round(chance.around(users / 4)));
}

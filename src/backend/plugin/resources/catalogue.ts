import { z } from 'zod';

import { badRequest } from '../../../model/failure';
import { TIERS } from '../../../model/query-fields';
import type { Tier } from '../../../model/query-fields';
import type { SchemaResponse } from '../../../model/resources';
import { describeSchema } from '../../aurora/schema-tables';
import { REQUIRED_SCHEMA_VERSION } from '../../aurora/schema-version';
import { checkNames, listServices, listTeams, unlessEveryName } from '../../metrics/catalogue';
import { ok, route } from './routing';
import type { Route } from './routing';

/** What the database holds, for pickers and for the curious. */
export const CATALOGUE_ROUTES: readonly Route[] = [
  route('GET', 'services', async ({ instance, query, signal }) => {
    const { reader } = instance;
    const requested = { services: [], teams: teamsOf(query), tiers: tiersOf(query) };
    // A variable's All may be sent as every team; services without one are meant too.
    const scope =
      requested.teams.length === 0
        ? requested
        : unlessEveryName(requested, await checkNames(reader, requested, signal));
    return ok(await listServices(reader, scope, signal));
  }),
  route('GET', 'teams', async ({ instance, signal }) => ok(await listTeams(instance.reader, signal))),
  route('GET', 'schema', async ({ instance, signal }) => {
    const installedVersion = await instance.schema.installedVersion(signal);
    return ok({
      installedVersion,
      requiredVersion: REQUIRED_SCHEMA_VERSION,
      status: installedVersion > REQUIRED_SCHEMA_VERSION ? 'newer' : 'current',
      tables: [...(await describeSchema(instance.reader, signal))],
    } satisfies SchemaResponse);
  }),
];

function teamsOf(query: URLSearchParams): string[] {
  const teams = query.getAll('team');
  if (teams.some((team) => team.includes('\u0000'))) {
    throw badRequest('team holds a NUL character, which no name has.');
  }
  return teams;
}

function tiersOf(query: URLSearchParams): readonly Tier[] {
  const tiers = z.array(z.enum(TIERS)).safeParse(query.getAll('tier'));
  if (!tiers.success) {
    throw badRequest(`tier must be one of: ${TIERS.join(', ')}.`);
  }
  return tiers.data;
}

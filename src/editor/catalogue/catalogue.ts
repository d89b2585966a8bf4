import type { z } from 'zod';

import { servicesResponseSchema, sloDefinitionsResponseSchema, teamsResponseSchema } from '../../model/resources';
import type { ServiceItem, SloItem, TeamItem } from '../../model/resources';
import type { ResourceSource } from '../types';

/** What the database offers to choose from, read through the backend's resource calls. */

export interface ServiceFilter {
  /** Empty means all. */
  readonly teams: readonly string[];
  /** Empty means all. */
  readonly tiers: readonly string[];
}

/** @throws Error with a sentence that says what failed and what to do */
export async function fetchServices(source: ResourceSource, filter: ServiceFilter): Promise<ServiceItem[]> {
  const params = { team: filter.teams, tier: filter.tiers };
  return fetchList(source, { path: 'services', noun: 'services', schema: servicesResponseSchema, params });
}

/** @throws Error with a sentence that says what failed and what to do */
export async function fetchTeams(source: ResourceSource): Promise<TeamItem[]> {
  return fetchList(source, { path: 'teams', noun: 'teams', schema: teamsResponseSchema, params: {} });
}

/**
 * The enabled SLOs; disabled ones are not computed.
 *
 * @throws Error with a sentence that says what failed and what to do
 */
export async function fetchSlos(source: ResourceSource): Promise<SloItem[]> {
  const { slos } = await fetchList(source, {
    path: 'slo-definitions',
    noun: 'SLOs',
    schema: sloDefinitionsResponseSchema,
    params: {},
  });
  return slos.filter(({ definition }) => definition.enabled);
}

interface ListCall<T> {
  readonly path: string;
  readonly noun: string;
  readonly schema: z.ZodType<T>;
  readonly params: Record<string, unknown>;
}

async function fetchList<T>(source: ResourceSource, { path, noun, schema, params }: ListCall<T>): Promise<T> {
  let answer: unknown;
  try {
    answer = await source.getResource(path, params, { showErrorAlert: false });
  } catch (error) {
    throw new Error(`The list of ${noun} could not be read: ${reasonOf(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success) {
    throw new Error(
      `The list of ${noun} could not be read: the backend answered in a form this editor does not know. ` +
        'Restart Grafana so that both halves of the plugin are of one version.',
      { cause: parsed.error }
    );
  }
  return parsed.data;
}

/** Grafana rejects with the response: our own message in its body, else the HTTP status. */
function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null) {
    if ('data' in error && hasMessage(error.data)) {
      return error.data.message;
    }
    if (hasMessage(error)) {
      return error.message;
    }
    if ('status' in error) {
      return `Grafana answered with status ${String(error.status)}. Test the data source in its settings.`;
    }
  }
  return 'Grafana did not answer. Check your connection and try again.';
}

function hasMessage(value: unknown): value is { message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'message' in value &&
    typeof value.message === 'string' &&
    value.message !== ''
  );
}

import { CustomVariableSupport } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse, DataSourceApi, MetricFindValue } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { createElement } from 'react';
import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { map } from 'rxjs/operators';

import type { SreJson } from '../../config/types';
import { fetchServices, fetchSlos, fetchTeams } from '../catalogue/catalogue';
import type { ServiceFilter } from '../catalogue/catalogue';
import type { ResourceSource, SreDataQuery, SreVariableQuery } from '../types';
import { VariableQueryEditor } from './VariableQueryEditor';
import { TIERS } from '../../model/query-fields';
import { parseVariableQuery } from '../../model/variable-query';
import type { VariableQuery } from '../../model/variable-query';
import type { Replace } from '../../query/expand-variables';
import { interpolateNames } from '../../query/interpolate-fields';

/**
 * The values of a dashboard variable, sorted as the backend sends them.
 *
 * @throws Error that names the variable it is narrowed by, where that cannot be filled in
 */
export async function findVariableValues(
  source: ResourceSource,
  query: VariableQuery,
  replace: Replace
): Promise<MetricFindValue[]> {
  return (await namesOf(source, query, replace)).map((name) => ({ text: name, value: name }));
}

async function namesOf(source: ResourceSource, query: VariableQuery, replace: Replace): Promise<readonly string[]> {
  switch (query.kind) {
    case 'tiers':
      return TIERS;
    case 'teams':
      return (await fetchTeams(source)).map(({ name }) => name);
    case 'services':
      return (await fetchServices(source, interpolateFilter(query, replace))).map(({ name }) => name);
    case 'slos':
      return sloNames(source, interpolateFilter(query, replace));
  }
}

interface Narrowing extends ServiceFilter {
  readonly services: readonly string[];
}

/** @throws Error that names each variable that cannot be filled in */
function interpolateFilter(query: VariableQuery, replace: Replace): Narrowing {
  const services = interpolateNames('services', query.kind === 'slos' ? query.services : [], replace);
  const teams = interpolateNames('teams', query.teams, replace);
  const tiers = interpolateNames('tiers', query.tiers, replace);
  const problems = [...services.problems, ...teams.problems, ...tiers.problems];
  if (problems.length > 0) {
    throw new Error(problems.join(' '));
  }
  return { services: services.value, teams: teams.value, tiers: tiers.value };
}

/** Each name once, since many services have an SLO of the same name. */
async function sloNames(source: ResourceSource, { services, ...filter }: Narrowing): Promise<string[]> {
  const isNarrowed = filter.teams.length + filter.tiers.length > 0;
  const [slos, inScope] = await Promise.all([
    fetchSlos(source),
    isNarrowed ? fetchServices(source, filter).then((items) => new Set(items.map(({ name }) => name))) : null,
  ]);
  const names = slos
    .map(({ definition }) => definition)
    .filter(({ service }) => services.length === 0 || services.includes(service))
    .filter(({ service }) => inScope === null || inScope.has(service))
    .map(({ name }) => name);
  return [...new Set(names)].sort((a, b) => a.localeCompare(b));
}

type Editor = CustomVariableSupport<DataSourceApi<SreDataQuery, SreJson>, SreVariableQuery>['editor'];

/** Dashboard variables of services, teams, tiers and SLOs, with an editor of their own. */
export class VariableSupport extends CustomVariableSupport<DataSourceApi<SreDataQuery, SreJson>, SreVariableQuery> {
  override editor: Editor;

  constructor(private readonly source: ResourceSource) {
    super();
    this.editor = ({ query, onChange }) => createElement(VariableQueryEditor, { datasource: source, query, onChange });
  }

  override query(request: DataQueryRequest<SreVariableQuery>): Observable<DataQueryResponse> {
    const replace: Replace = (text, format) => getTemplateSrv().replace(text, request.scopedVars, format);
    const query = parseVariableQuery(request.targets[0]);
    return defer(() => findVariableValues(this.source, query, replace)).pipe(map((data) => ({ data })));
  }
}

import { CustomVariableSupport } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse, DataSourceApi, MetricFindValue } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import { createElement } from 'react';
import { defer } from 'rxjs';
import type { Observable } from 'rxjs';
import { map } from 'rxjs/operators';

import type { SreJson } from './config/types';
import { fetchServices, fetchTeams } from './editor/catalog';
import type { ResourceSource, SreDataQuery, SreVariableQuery } from './editor/types';
import { VariableQueryEditor } from './editor/VariableQueryEditor';
import type { Replace } from './expand-variables';
import { interpolateNames } from './interpolate';
import { TIERS } from './model/query-fields';
import { parseVariableQuery } from './model/variable-query';
import type { VariableQuery } from './model/variable-query';

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
    case 'services': {
      const teams = interpolateNames('teams', query.teams, replace);
      const tiers = interpolateNames('tiers', query.tiers, replace);
      const problems = [...teams.problems, ...tiers.problems];
      if (problems.length > 0) {
        throw new Error(problems.join(' '));
      }
      return (await fetchServices(source, { teams: teams.value, tiers: tiers.value })).map(({ name }) => name);
    }
  }
}

type Editor = CustomVariableSupport<DataSourceApi<SreDataQuery, SreJson>, SreVariableQuery>['editor'];

/** Dashboard variables of services, teams and tiers, with an editor of their own. */
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

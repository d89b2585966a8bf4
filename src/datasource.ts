import { LoadingState } from '@grafana/data';
import type {
  DataQueryError,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceInstanceSettings,
  LegacyMetricFindQueryOptions,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import type { Observable } from 'rxjs';
import { concatMap, map } from 'rxjs/operators';

import type { SreJson } from './config/types';
import { annotationSupport } from './editor/annotations/annotation-support';
import { normalizeQuery } from './editor/normalize-query';
import type { SreDataQuery } from './editor/types';
import { findVariableValues, VariableSupport } from './editor/variable/variable-support';
import { readingLineNames } from './model/line-names';
import { DEFAULT_QUERY_TYPE } from './model/query-kinds';
import { parseVariableQuery } from './model/variable-query';
import { dashboardTimeZone } from './query/dashboard-time-zone';
import { withoutEmptyColumns } from './query/empty-tables';
import type { Replace } from './query/expand-variables';
import { fontsLoaded } from './query/fonts-loaded';
import { interpolateQuery } from './query/interpolate';
import { withLineNames } from './query/line-names';
import { queryText } from './query/query-text';
import { withWholeDurations } from './query/whole-durations';

/** The data source as Grafana's browser side sees it: prepares queries, leaves the work to the backend. */
export class DataSource extends DataSourceWithBackend<SreDataQuery, SreJson> {
  override annotations = annotationSupport;

  constructor(settings: DataSourceInstanceSettings<SreJson>) {
    super(settings);
    this.variables = new VariableSupport(this);
  }

  /**
   * A new query, with no field but its kind. Grafana lays it under saved queries of every kind, and shows it in an alert
   * rule without keeping it; what is missing is filled in wherever a query is edited, sent or answered.
   */
  override getDefaultQuery(): Partial<SreDataQuery> {
    return { queryType: DEFAULT_QUERY_TYPE };
  }

  override getQueryDisplayText(query: SreDataQuery): string {
    return queryText(normalizeQuery(query));
  }

  /** Whether the query is sent at all: not when hidden. One without a single field of ours is the default query. */
  override filterQuery(query: SreDataQuery): boolean {
    return query.hide !== true;
  }

  /**
   * Sends the queries with the dashboard's time zone. A query whose variables cannot be filled in
   * stays here and becomes an error of its own; the others are sent all the same.
   */
  override query(request: DataQueryRequest<SreDataQuery>): Observable<DataQueryResponse> {
    const timeZone = dashboardTimeZone(request.timezone);
    const targets: SreDataQuery[] = [];
    const errors: DataQueryError[] = [];
    for (const saved of request.targets) {
      const query = readingLineNames({ ...normalizeQuery(saved), timeZone });
      const { problems } = interpolateQuery(query, replaceWith(request.scopedVars));
      if (problems.length === 0) {
        targets.push(query);
      } else {
        errors.push({ refId: query.refId, message: `Query ${query.refId}: ${problems.join(' ')}` });
      }
    }
    const wholeUnits = targets.filter(wantsWholeUnits).map(({ refId }) => refId);
    const answers = super.query({ ...request, targets }).pipe(
      map((answer) => withWholeDurations(withoutEmptyColumns(withLineNames(answer), request.app), wholeUnits)),
      concatMap((answer) => fontsLoaded().then(() => answer))
    );
    return errors.length === 0 ? answers : answers.pipe(map((answer) => withErrors(answer, errors)));
  }

  override applyTemplateVariables(query: SreDataQuery, scopedVars: ScopedVars): SreDataQuery {
    // Fields that Grafana keeps beside ours pass through.
    return interpolateQuery(query, replaceWith(scopedVars)).value as SreDataQuery;
  }

  /**
   * Queries that leave the dashboard, for Explore, an alert rule or an expression. They take the
   * dashboard's time zone along, so that their buckets are those of the panel.
   */
  override interpolateVariablesInQueries(queries: SreDataQuery[], scopedVars: ScopedVars): SreDataQuery[] {
    const zone = getTemplateSrv().replace(TIME_ZONE_VARIABLE, scopedVars);
    const placed = zone === TIME_ZONE_VARIABLE ? {} : { timeZone: dashboardTimeZone(zone) };
    return queries.map((saved) => ({ ...this.applyTemplateVariables(normalizeQuery(saved), scopedVars), ...placed }));
  }

  /** For dashboards made before Grafana asked `variables`. */
  override metricFindQuery(query: unknown, options?: LegacyMetricFindQueryOptions): Promise<MetricFindValue[]> {
    return findVariableValues(this, parseVariableQuery(query), replaceWith(options?.scopedVars));
  }
}

function wantsWholeUnits(query: SreDataQuery): boolean {
  return (query.queryType === 'dora' || query.queryType === 'errorBudget') && query.wholeUnits === true;
}

const TIME_ZONE_VARIABLE = '${__timezone}';

const replaceWith =
  (scopedVars: ScopedVars | undefined): Replace =>
  (text, format) =>
    getTemplateSrv().replace(text, scopedVars, format);

function withErrors(answer: DataQueryResponse, errors: readonly DataQueryError[]): DataQueryResponse {
  return { ...answer, state: LoadingState.Error, errors: [...(answer.errors ?? []), ...errors] };
}

import { DataTopic, LoadingState } from '@grafana/data';
import type { DataFrame, DataQueryRequest, DataQueryResponse, DataSourceApi, PanelData } from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import { concat, from, isObservable, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { catchError, map, startWith } from 'rxjs/operators';

type CustomQuery = (request: DataQueryRequest) => Observable<DataQueryResponse> | Promise<DataQueryResponse>;

/** What Grafana runs every query of a panel, annotation or variable by: loading first, then what came of it. */
export function runRequest(
  dataSource: DataSourceApi,
  request: DataQueryRequest,
  customQuery?: CustomQuery
): Observable<PanelData> {
  const loading: PanelData = { state: LoadingState.Loading, series: [], request, timeRange: request.range };
  if (request.targets.length === 0) {
    return of({ ...loading, state: LoadingState.Done });
  }
  const answers = customQuery === undefined ? dataSource.query(request) : customQuery(request);
  return concat(isObservable(answers) ? answers : from(answers)).pipe(
    map((answer) => panelData(answer, request)),
    catchError((error: unknown) =>
      of({ ...loading, state: LoadingState.Error, errors: [toDataQueryError(error as Error)] })
    ),
    startWith(loading)
  );
}

function panelData({ state, data, errors }: DataQueryResponse, request: DataQueryRequest): PanelData {
  // A plugin may answer with older forms, too, which ours does not.
  const frames = data as DataFrame[];
  const isAnnotation = (frame: DataFrame) => frame.meta?.dataTopic === DataTopic.Annotations;
  return {
    state: errors === undefined ? (state ?? LoadingState.Done) : LoadingState.Error,
    series: frames.filter((frame) => !isAnnotation(frame)),
    annotations: frames.filter(isAnnotation),
    request: { ...request, endTime: Date.now() },
    timeRange: request.range,
    ...(errors !== undefined && { errors }),
  };
}

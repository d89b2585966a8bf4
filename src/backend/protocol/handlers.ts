import type {
  CallResourceRequest,
  CallResourceResponse,
  CheckHealthRequest,
  CheckHealthResponse,
  CollectMetricsResponse,
  QueryDataRequest,
  QueryDataResponse,
} from './generated/pluginv2/backend';

/** What the plugin does with Grafana's calls; the transport knows no more of it. */
export interface PluginHandlers {
  /**
   * @param signal aborted when Grafana cancels the call or its deadline passes
   */
  queryData(request: QueryDataRequest, signal: AbortSignal): Promise<QueryDataResponse>;
  checkHealth(request: CheckHealthRequest, signal: AbortSignal): Promise<CheckHealthResponse>;
  callResource(request: CallResourceRequest, signal: AbortSignal): Promise<CallResourceResponse>;
  collectMetrics(): Promise<CollectMetricsResponse>;
  /** Waits for what runs and frees what is held; called once, before the process exits. */
  dispose(): Promise<void>;
}

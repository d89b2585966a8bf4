import { EventBusSrv, locationUtil, urlUtil } from '@grafana/data';
import {
  config,
  getBackendSrv,
  getTemplateSrv,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setPluginImportUtils,
  setRunRequest,
  setTemplateSrv,
} from '@grafana/runtime';
import { reloadDataSourceInstanceSettings } from '@grafana/runtime/unstable';
import type { DataSourceInstanceSettings, GrafanaConfig, RawTimeRange, UrlQueryMap } from '@grafana/data';

import { missingPanel } from '../panels/missing-panel';
import { PANELS } from '../panels/panels';
import { backendSrv } from './backend-srv';
import { dataSourceSrv, loadDataSource } from './data-source-srv';
import type { Loaded } from './data-source-srv';
import { fillRegistries } from './registries';
import { runRequest } from './run-request';
import { templateSrv } from './template-srv';

/** What scenes put into addresses for a macro, by parameter. */
function inAddress(macro: string): UrlQueryMap {
  return urlUtil.parseKeyValue(getTemplateSrv().replace(macro)) as UrlQueryMap;
}

interface FrontendSettings {
  readonly datasources: Readonly<Record<string, DataSourceInstanceSettings>>;
  readonly defaultDatasource: string;
}

/** Puts everything in place that Grafana lends to panels and plugins, and loads the plugin. */
export async function startServices(): Promise<Loaded> {
  fillRegistries();
  setAppEvents(new EventBusSrv());
  setBackendSrv(backendSrv());
  setTemplateSrv(templateSrv());
  setRunRequest(runRequest);
  setPluginImportUtils({
    importPanelPlugin: (id) => Promise.resolve(PANELS.get(id) ?? missingPanel(id)),
    getPanelPluginFromCache: (id) => PANELS.get(id),
  });
  locationUtil.initialize({
    // Two types of one thing, which differ in settings that no page reads here.
    config: config as unknown as GrafanaConfig,
    getTimeRangeForUrl: () => inAddress('${__url_time_range}') as unknown as RawTimeRange,
    getVariablesUrlParams: () => inAddress('${__all_variables}'),
  });
  // Before there is a DataSourceSrv, which would be asked instead.
  await reloadDataSourceInstanceSettings();
  const { datasources, defaultDatasource } = await getBackendSrv().get<FrontendSettings>('/api/frontend/settings');
  const settings = datasources[defaultDatasource];
  if (settings === undefined) {
    throw new Error('The preview has no data source.');
  }
  const loaded = await loadDataSource(settings);
  setDataSourceSrv(dataSourceSrv(loaded));
  return loaded;
}

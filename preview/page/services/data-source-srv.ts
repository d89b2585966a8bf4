import type { DataSourceApi, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { getTemplateSrv } from '@grafana/runtime';
import type { DataSourceSrv } from '@grafana/runtime';
import type { DataSourceRef } from '@grafana/schema';

import { loadPlugin } from './plugin-module';
import type { Plugin } from './plugin-module';

/** The one data source of the preview, with the plugin it is of. */
export interface Loaded {
  readonly settings: DataSourceInstanceSettings;
  readonly plugin: Plugin;
  readonly instance: DataSourceApi;
}

export async function loadDataSource(settings: DataSourceInstanceSettings): Promise<Loaded> {
  const plugin = await loadPlugin(`/${settings.meta.module}`);
  plugin.meta = settings.meta;
  const instance = new plugin.DataSourceClass(settings);
  instance.meta = settings.meta;
  instance.components = plugin.components;
  return { settings, plugin, instance };
}

type Ref = DataSourceRef | string | null | undefined;

/** Finds the data source by uid, by name, by type or through a variable; anything else is an error. */
export function dataSourceSrv({ settings, instance }: Loaded): DataSourceSrv {
  const getInstanceSettings = (ref?: Ref, scopedVars?: ScopedVars) => {
    const reference: DataSourceRef = typeof ref === 'string' ? { uid: ref } : (ref ?? {});
    const uid = getTemplateSrv().replace(reference.uid ?? '', scopedVars);
    const isNamed = [settings.uid, settings.name, 'default'].includes(uid);
    const isOfType = uid === '' && (reference.type === undefined || reference.type === settings.type);
    return isNamed || isOfType ? settings : undefined;
  };
  return {
    getInstanceSettings,
    get: (ref, scopedVars) =>
      getInstanceSettings(ref, scopedVars) === undefined
        ? Promise.reject(new Error(`The preview has no data source ${JSON.stringify(ref)}, only ${settings.uid}.`))
        : Promise.resolve(instance),
    getList: ({ type, pluginId } = {}) => {
      const types = [type ?? pluginId ?? settings.type].flat();
      return types.includes(settings.type) ? [settings] : [];
    },
    reload: () => Promise.resolve(),
    registerRuntimeDataSource: () => undefined,
  };
}

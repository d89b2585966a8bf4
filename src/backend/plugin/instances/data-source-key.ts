import type { PluginContext } from '../../protocol/generated/pluginv2/backend';

/** Tells data sources apart: organizations may use the same uid. */
export function dataSourceKey({ orgId, dataSourceInstanceSettings }: PluginContext): string {
  return `${orgId}/${dataSourceInstanceSettings?.uid ?? ''}`;
}

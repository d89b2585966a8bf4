import { SceneTimeRange, VizPanel } from '@grafana/scenes';
import type { SceneDataTransformer } from '@grafana/scenes';
import type { FieldConfigSource } from '@grafana/data';
import type { Panel } from '@grafana/schema';

import { REPEATED } from '../panels/missing-panel';
import { PanelLinks } from './PanelLinks';

/** One panel; repeated panels, which the preview does not repeat, say so in their place. */
export function vizPanelOf(panel: Panel, data: SceneDataTransformer | undefined): VizPanel {
  const { id, type, title = '', description, options = {}, fieldConfig, pluginVersion, transparent, timeFrom } = panel;
  const links = panel.links ?? [];
  return new VizPanel({
    key: `panel-${id}`,
    title,
    pluginId: panel.repeat ? REPEATED : type,
    options,
    // The schema's type and the panels' own differ in what JSON cannot hold.
    fieldConfig: (fieldConfig ?? { defaults: {}, overrides: [] }) as FieldConfigSource,
    displayMode: transparent === true ? 'transparent' : 'default',
    hoverHeader: title === '' && !timeFrom,
    ...(description && { description }),
    ...(pluginVersion && { pluginVersion }),
    ...(data && { $data: data }),
    ...(links.length > 0 && { titleItems: new PanelLinks({ links }) }),
    ...(timeFrom && { $timeRange: new SceneTimeRange({ from: `now-${timeFrom}`, to: 'now' }) }),
  });
}

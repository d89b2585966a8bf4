import { LocalValueVariable, SceneVariableSet } from '@grafana/scenes';
import type { SceneDataTransformer } from '@grafana/scenes';
import type { FieldConfigSource } from '@grafana/data';

import { PanelLinks } from './PanelLinks';
import { PanelTimeRange } from './PanelTimeRange';
import { PreviewPanel } from './PreviewPanel';
import type { PlacedPanel, RepeatedFor } from './repeats';

/** One panel, for its value of a variable where it is repeated for each. */
export function vizPanelOf(panel: PlacedPanel, data: SceneDataTransformer | undefined): PreviewPanel {
  const { type, title = '', description, options = {}, fieldConfig, pluginVersion, transparent } = panel;
  const { links = [], timeFrom, timeShift, hideTimeOverride, repeatedFor } = panel;
  const hasOwnRange = Boolean(timeFrom) || Boolean(timeShift);
  return new PreviewPanel({
    key: keyOf(panel),
    title,
    pluginId: type,
    options,
    // The schema's type and the panels' own differ in what JSON cannot hold.
    fieldConfig: (fieldConfig ?? { defaults: {}, overrides: [] }) as FieldConfigSource,
    displayMode: transparent === true ? 'transparent' : 'default',
    hoverHeader: title === '' && !hasOwnRange,
    ...(description && { description }),
    ...(pluginVersion && { pluginVersion }),
    ...(data && { $data: data }),
    ...(links.length > 0 && { titleItems: new PanelLinks({ links }) }),
    ...(repeatedFor && { $variables: variablesFor(repeatedFor) }),
    ...(hasOwnRange && {
      $timeRange: new PanelTimeRange({
        ...(timeFrom && { timeFrom }),
        ...(timeShift && { timeShift }),
        isHidden: hideTimeOverride ?? false,
      }),
    }),
  });
}

/** The first of repeated panels keeps its own key. */
function keyOf({ id, copy }: PlacedPanel): string {
  return `panel-${id ?? ''}${copy === 0 ? '' : `-clone-${copy}`}`;
}

/** What a variable is within a repeated panel or row. */
export function variablesFor({ name, value, text }: RepeatedFor): SceneVariableSet {
  return new SceneVariableSet({ variables: [new LocalValueVariable({ name, value, text })] });
}

import type { PanelPlugin } from '@grafana/data';
import { Alert } from '@grafana/ui';

import { panelPlugin } from './panel-plugin';

/** Stands where the preview has no panel of that kind: a shown error, never an empty space. */
export function missingPanel(id: string): PanelPlugin {
  return panelPlugin(id, () => (
    <Alert severity="error" title={`The preview has no panel "${id}".`} data-testid="preview-missing-panel">
      Grafana may well show it.
    </Alert>
  ));
}

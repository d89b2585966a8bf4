import type { PanelPlugin } from '@grafana/data';
import { Alert } from '@grafana/ui';

import { panelPlugin } from './panel-plugin';

/** Grafana's panels have no such name. */
export const REPEATED = 'repeated';

/** Stands where a panel is to be repeated for the values of a variable. */
export function repeatedPanel(): PanelPlugin {
  return missingPanel(REPEATED, 'The preview does not repeat panels.');
}

/** Stands where the preview has no panel of that kind: a shown error, never an empty space. */
export function missingPanel(id: string, reason = `The preview has no panel "${id}".`): PanelPlugin {
  return panelPlugin(id, () => (
    <Alert severity="error" title={reason} data-testid="preview-missing-panel">
      Grafana may well show it.
    </Alert>
  ));
}

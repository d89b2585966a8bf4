import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { EditableSection } from '../EditableSection';
import type { ConfigProps } from '../types';
import { GateManager } from './GateManager';

const EDITOR_ROLE = {
  name: 'sre_metrics_gate_editor',
  title: CONFIG_LABELS.gateEditorRole,
  adds: 'It adds the right to override the gate and to release changes, and nothing else.',
} as const;

/** Who may override the change gate, and what it decides and holds. */
export function GateSection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <EditableSection
      title={CONFIG_LABELS.gate}
      settings={settings}
      setting="allowGateOverrides"
      switchLabel={CONFIG_LABELS.allowGateOverrides}
      help="Grafana's Editors and Admins may then let changes of a gated service through; who did, why, and until when, is kept. Applies once the data source is saved."
      role={EDITOR_ROLE}
      hasWriterHost={settings.options.jsonData.allowSloEdits !== true}
      unconnected="What the gate holds is kept in the database. Enter the connection above and save the data source to see it."
      manager={(uid) => <GateManager uid={uid} />}
    />
  );
}

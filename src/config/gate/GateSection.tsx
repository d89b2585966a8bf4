import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { isConnected, useStored } from '../backend-calls/use-stored';
import { EditSettings } from '../fields/EditSettings';
import type { ConfigProps } from '../types';
import { GateManager } from './GateManager';

const EDITOR_ROLE = {
  name: 'sre_metrics_gate_editor',
  title: CONFIG_LABELS.gateEditorRole,
  adds: 'It adds the right to override the gate and to release changes, and nothing else.',
} as const;

/** Who may override the change gate, and what it decides and holds. */
export function GateSection({ settings }: { readonly settings: ConfigProps }) {
  const stored = useStored(settings.options);
  const { uid, version } = stored;
  return (
    <FieldSet label={CONFIG_LABELS.gate}>
      <EditSettings
        settings={settings}
        setting="allowGateOverrides"
        label={CONFIG_LABELS.allowGateOverrides}
        help="Grafana's Editors and Admins may then let changes of a gated service through; who did, why, and until when, is kept. Applies once the data source is saved."
        role={EDITOR_ROLE}
        hasWriterHost={settings.options.jsonData.allowSloEdits !== true}
      />
      {!isConnected(stored) ? (
        <p>
          What the gate holds is kept in the database. Enter the connection above and save the data source to see it.
        </p>
      ) : (
        <GateManager key={`${uid}/${version ?? ''}`} uid={uid} />
      )}
    </FieldSet>
  );
}

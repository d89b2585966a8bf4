import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { EditableSection } from '../EditableSection';
import type { ConfigProps } from '../types';
import { SloManager } from './SloManager';

const EDITOR_ROLE = {
  name: 'sre_metrics_slo_editor',
  title: CONFIG_LABELS.editorRole,
  adds: 'It adds the right to write SLOs, and nothing else.',
} as const;

/** Who may edit SLOs, and the SLOs that the stored connection leads to. */
export function SloSection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <EditableSection
      title={CONFIG_LABELS.slos}
      settings={settings}
      setting="allowSloEdits"
      switchLabel={CONFIG_LABELS.allowSloEdits}
      help="Grafana's Editors and Admins may then create and change SLOs; who changed what, and when, is kept. Applies once the data source is saved."
      role={EDITOR_ROLE}
      hasWriterHost
      unconnected="SLOs are kept in the database. Enter the connection above and save the data source to see them."
      manager={(uid) => <SloManager uid={uid} />}
    />
  );
}

import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { isConnected, useStored } from '../backend-calls/use-stored';
import { EditSettings } from '../fields/EditSettings';
import type { ConfigProps } from '../types';
import { SloManager } from './SloManager';

const EDITOR_ROLE = {
  name: 'sre_metrics_slo_editor',
  title: CONFIG_LABELS.editorRole,
  adds: 'It adds the right to write SLOs, and nothing else.',
} as const;

/** Who may edit SLOs, and the SLOs that the stored connection leads to. */
export function SloSection({ settings }: { readonly settings: ConfigProps }) {
  const stored = useStored(settings.options);
  const { uid, version } = stored;
  return (
    <FieldSet label={CONFIG_LABELS.slos}>
      <EditSettings
        settings={settings}
        setting="allowSloEdits"
        label={CONFIG_LABELS.allowSloEdits}
        help="Grafana's Editors and Admins may then create and change SLOs; who changed what, and when, is kept. Applies once the data source is saved."
        role={EDITOR_ROLE}
        hasWriterHost
      />
      {!isConnected(stored) ? (
        <p>SLOs are kept in the database. Enter the connection above and save the data source to see them.</p>
      ) : (
        <SloManager key={`${uid}/${version ?? ''}`} uid={uid} />
      )}
    </FieldSet>
  );
}

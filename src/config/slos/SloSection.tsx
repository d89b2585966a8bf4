import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../selectors';
import type { ConfigProps } from '../types';
import { isConnected, useStored } from '../use-stored';
import { SloEditSettings } from './SloEditSettings';
import { SloManager } from './SloManager';

/** Who may edit SLOs, and the SLOs that the stored connection leads to. */
export function SloSection({ settings }: { readonly settings: ConfigProps }) {
  const stored = useStored(settings.options);
  const { uid, version } = stored;
  return (
    <FieldSet label={CONFIG_LABELS.slos}>
      <SloEditSettings settings={settings} />
      {!isConnected(stored) ? (
        <p>SLOs are kept in the database. Enter the connection above and save the data source to see them.</p>
      ) : (
        <SloManager key={`${uid}/${version ?? ''}`} uid={uid} />
      )}
    </FieldSet>
  );
}

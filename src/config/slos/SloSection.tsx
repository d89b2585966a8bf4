import { FieldSet } from '@grafana/ui';
import React, { useState } from 'react';

import { CONFIG_LABELS } from '../../selectors';
import type { ConfigProps } from '../types';
import { SloEditSettings } from './SloEditSettings';
import { SloManager } from './SloManager';

/** Who may edit SLOs, and the SLOs that the stored connection leads to. */
export function SloSection({ settings }: { readonly settings: ConfigProps }) {
  const { uid, version, jsonData } = useStored(settings.options);
  return (
    <FieldSet label={CONFIG_LABELS.slos}>
      <SloEditSettings settings={settings} />
      {(jsonData.host ?? '').trim() === '' ? (
        <p>SLOs are kept in the database. Enter the connection above and save the data source to see them.</p>
      ) : (
        <SloManager key={`${uid}/${version ?? ''}`} uid={uid} />
      )}
    </FieldSet>
  );
}

/**
 * The settings as they were last saved: Grafana hands the page those first and again after each
 * save, with another version, and in between what is being entered.
 */
function useStored(options: ConfigProps['options']): ConfigProps['options'] {
  const [stored, setStored] = useState(options);
  const saved = stored.uid !== options.uid || stored.version !== options.version;
  if (saved) {
    setStored(options);
  }
  return saved ? options : stored;
}

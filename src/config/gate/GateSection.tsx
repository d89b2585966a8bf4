import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { Connected } from '../connection/Connected';
import { FoldingSection } from '../sections/FoldingSection';
import type { ConfigProps } from '../types';
import { GateManager } from './GateManager';

/** What the change gate decides and holds, in the database that the saved connection leads to. */
export function GateSection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <FoldingSection settings={settings} name="gate" title={CONFIG_LABELS.gate}>
      <Connected
        settings={settings}
        unconnected="What the gate holds is kept in the database. Enter the connection and save the data source to see it."
      >
        {(uid) => <GateManager uid={uid} />}
      </Connected>
    </FoldingSection>
  );
}

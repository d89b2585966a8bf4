import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { Connected } from '../connection/Connected';
import { FoldingSection } from '../sections/FoldingSection';
import type { ConfigProps } from '../types';
import { SloManager } from './SloManager';

/** The SLOs that the saved connection leads to. */
export function SloSection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <FoldingSection settings={settings} name="slos" title={CONFIG_LABELS.slos} startsOpen>
      <Connected
        settings={settings}
        unconnected="SLOs are kept in the database. Enter the connection and save the data source to see them."
      >
        {(uid) => <SloManager uid={uid} />}
      </Connected>
    </FoldingSection>
  );
}

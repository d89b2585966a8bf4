import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { DEFAULT_MAX_CONNECTIONS, DEFAULT_STATEMENT_TIMEOUT_SECONDS } from '../../model/settings';
import { NumberSetting } from '../fields/NumberSetting';
import type { ConfigProps } from '../types';

export function LimitsSection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <FieldSet label={CONFIG_LABELS.limits}>
      <NumberSetting
        settings={settings}
        setting="maxConnections"
        label={CONFIG_LABELS.maxConnections}
        help="Most connections this data source opens to Aurora at once"
        byDefault={DEFAULT_MAX_CONNECTIONS}
        max={100}
      />
      <NumberSetting
        settings={settings}
        setting="statementTimeoutSeconds"
        label={CONFIG_LABELS.statementTimeoutSeconds}
        help="Aurora cancels a statement that runs longer"
        byDefault={DEFAULT_STATEMENT_TIMEOUT_SECONDS}
        max={600}
      />
    </FieldSet>
  );
}

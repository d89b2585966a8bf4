import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { DEFAULT_MAX_CONNECTIONS, DEFAULT_STATEMENT_TIMEOUT_SECONDS } from '../../model/settings';
import { NumberSetting } from '../fields/NumberSetting';
import { SwitchSetting } from '../fields/SwitchSetting';
import { FoldingSection } from '../sections/FoldingSection';
import { off } from '../sections/section-status';
import type { ConfigProps } from '../types';

export function LimitsSection({ settings }: { readonly settings: ConfigProps }) {
  const { maxConnections, statementTimeoutSeconds, storedCells } = settings.options.jsonData;
  const isSet = [maxConnections, statementTimeoutSeconds, storedCells].some((value) => value !== undefined);
  return (
    <FoldingSection
      settings={settings}
      name="limits"
      title={CONFIG_LABELS.limits}
      statuses={[off(isSet ? 'set' : 'as by default')]}
    >
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
      <SwitchSetting
        settings={settings}
        setting="storedCells"
        label={CONFIG_LABELS.storedCells}
        help="Deployments of past days are counted once and kept, which makes years of them quick. The numbers are the same without"
        byDefault
      />
    </FoldingSection>
  );
}

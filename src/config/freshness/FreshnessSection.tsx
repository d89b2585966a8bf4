import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { MAX_GAP_HOURS } from '../../model/record-sources';
import { NumberSetting } from '../fields/NumberSetting';
import type { ConfigProps } from '../types';

const BY_DEFAULT = 'as its own past has it';

/** How long each source may bring nothing before numbers that rest on its silence say so. */
export function FreshnessSection({ settings }: { readonly settings: ConfigProps }) {
  const common = { settings, byDefault: BY_DEFAULT, max: MAX_GAP_HOURS } as const;
  return (
    <FieldSet label={CONFIG_LABELS.freshness}>
      <NumberSetting
        {...common}
        setting="changesGapHours"
        label={CONFIG_LABELS.changesGapHours}
        help="Hours without a closed production change after which frequencies say that there is no data"
      />
      <NumberSetting
        {...common}
        setting="incidentsGapHours"
        label={CONFIG_LABELS.incidentsGapHours}
        help="Hours without a new P1 or P2 incident; availability and budgets say so where downtime is silent too"
      />
      <NumberSetting
        {...common}
        setting="downtimeGapHours"
        label={CONFIG_LABELS.downtimeGapHours}
        help="Hours without a new downtime; availability and budgets say so where incidents are silent too"
      />
      <NumberSetting
        {...common}
        setting="syncGapHours"
        label={CONFIG_LABELS.syncGapHours}
        help="Hours without a successful GitHub sync; while it succeeds, changes count as known"
      />
    </FieldSet>
  );
}

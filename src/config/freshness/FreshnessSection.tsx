import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { MAX_GAP_HOURS } from '../../model/record-sources';
import { NumberSetting } from '../fields/NumberSetting';
import { FoldingSection } from '../sections/FoldingSection';
import { off } from '../sections/section-status';
import type { ConfigProps } from '../types';

const BY_DEFAULT = 'as its own past has it';

/** What the hours of each source are counted without, and what then says so. */
const HELP = {
  changesGapHours: 'Hours without a closed production change after which frequencies say that there is no data',
  incidentsGapHours:
    'Hours without a new P1 or P2 incident; availability and budgets say so where downtime is silent too',
  downtimeGapHours: 'Hours without a new downtime; availability and budgets say so where incidents are silent too',
  syncGapHours: 'Hours without a successful GitHub sync; while it succeeds, changes count as known',
} as const;

const SETTINGS = ['changesGapHours', 'incidentsGapHours', 'downtimeGapHours', 'syncGapHours'] as const;

/** How long each source may bring nothing before numbers that rest on its silence say so. */
export function FreshnessSection({ settings }: { readonly settings: ConfigProps }) {
  const isSet = SETTINGS.some((setting) => settings.options.jsonData[setting] !== undefined);
  return (
    <FoldingSection
      settings={settings}
      name="freshness"
      title={CONFIG_LABELS.freshness}
      statuses={[off(isSet ? 'set' : BY_DEFAULT)]}
    >
      {SETTINGS.map((setting) => (
        <NumberSetting
          key={setting}
          settings={settings}
          setting={setting}
          label={CONFIG_LABELS[setting]}
          help={HELP[setting]}
          byDefault={BY_DEFAULT}
          max={MAX_GAP_HOURS}
        />
      ))}
    </FoldingSection>
  );
}

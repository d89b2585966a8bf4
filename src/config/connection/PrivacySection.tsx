import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { EditorAudience } from '../../model/settings';
import { ChoiceSetting } from '../fields/ChoiceSetting';
import { TeamsSetting, teamsOf } from '../fields/TeamsSetting';
import { FoldingSection } from '../sections/FoldingSection';
import { counted, off } from '../sections/section-status';
import type { ConfigProps } from '../types';

const AUDIENCES: Array<{ value: EditorAudience; label: string; description: string }> = [
  { value: 'admins', label: 'Admins', description: 'Admins alone' },
  { value: 'editors', label: 'Editors', description: 'Editors and Admins' },
  { value: 'viewers', label: 'Viewers', description: 'Everybody who may ask the data source' },
];

export function PrivacySection({ settings }: { readonly settings: ConfigProps }) {
  const teams = teamsOf(settings);
  return (
    <FoldingSection
      settings={settings}
      name="privacy"
      title={CONFIG_LABELS.privacy}
      statuses={[off(teams.length === 0 ? 'all teams' : counted(teams.length, 'team'))]}
    >
      <ChoiceSetting
        settings={settings}
        setting="showEditorsTo"
        label={CONFIG_LABELS.showEditorsTo}
        help="Sign-in names of those who edited SLOs, overrode the change gate or released changes; others read (not shown)."
        choices={AUDIENCES}
        value={settings.options.jsonData.showEditorsTo ?? 'editors'}
      />
      <TeamsSetting settings={settings} />
    </FoldingSection>
  );
}

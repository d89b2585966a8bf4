import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { EditorAudience } from '../../model/settings';
import { ChoiceSetting } from '../fields/ChoiceSetting';
import { TeamsSetting } from '../fields/TeamsSetting';
import type { ConfigProps } from '../types';

const AUDIENCES: Array<{ value: EditorAudience; label: string; description: string }> = [
  { value: 'admins', label: 'Admins', description: 'Admins alone' },
  { value: 'editors', label: 'Editors', description: 'Editors and Admins' },
  { value: 'viewers', label: 'Viewers', description: 'Everybody who may ask the data source' },
];

export function PrivacySection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <FieldSet label={CONFIG_LABELS.privacy}>
      <ChoiceSetting
        settings={settings}
        setting="showEditorsTo"
        label={CONFIG_LABELS.showEditorsTo}
        help="Sign-in names of those who edited SLOs, overrode the change gate or released changes; others read (not shown)."
        choices={AUDIENCES}
        value={settings.options.jsonData.showEditorsTo ?? 'editors'}
      />
      <TeamsSetting settings={settings} />
    </FieldSet>
  );
}

import { Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { EditorAudience } from '../../model/settings';
import { TeamsSetting } from '../fields/TeamsSetting';
import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

const AUDIENCES: Array<{ value: EditorAudience; label: string; description: string }> = [
  { value: 'admins', label: 'Admins', description: 'Admins alone' },
  { value: 'editors', label: 'Editors', description: 'Editors and Admins' },
  { value: 'viewers', label: 'Viewers', description: 'Everybody who may ask the data source' },
];

export function PrivacySection({ settings }: { readonly settings: ConfigProps }) {
  const { showEditorsTo = 'editors' } = settings.options.jsonData;
  return (
    <FieldSet label={CONFIG_LABELS.privacy}>
      <Field
        label={CONFIG_LABELS.showEditorsTo}
        description="Sign-in names of those who edited SLOs, overrode the change gate or released changes; others read (not shown)."
        disabled={settings.options.readOnly}
      >
        <RadioButtonGroup
          aria-label={CONFIG_LABELS.showEditorsTo}
          options={AUDIENCES}
          value={showEditorsTo}
          onChange={(audience) => changeSetting(settings, { showEditorsTo: audience })}
        />
      </Field>
      <TeamsSetting settings={settings} />
    </FieldSet>
  );
}

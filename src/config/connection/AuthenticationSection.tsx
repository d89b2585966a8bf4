import { Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { AuthMethod } from '../../model/settings';
import { SecretSetting } from '../fields/SecretSetting';
import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';
import { IamSettings } from './IamSettings';

const METHODS: Array<{ value: AuthMethod; label: string }> = [
  { value: 'password', label: 'Password' },
  { value: 'iam', label: 'AWS IAM' },
];

export function AuthenticationSection({ settings }: { readonly settings: ConfigProps }) {
  const method = settings.options.jsonData.authMethod ?? 'password';
  return (
    <FieldSet label={CONFIG_LABELS.authentication}>
      <Field
        label={CONFIG_LABELS.authMethod}
        description="IAM needs no stored password: AWS issues a token for each new connection."
        disabled={settings.options.readOnly}
      >
        <RadioButtonGroup
          aria-label={CONFIG_LABELS.authMethod}
          options={METHODS}
          value={method}
          onChange={(authMethod) => changeSetting(settings, { authMethod })}
        />
      </Field>
      {method === 'password' ? (
        <SecretSetting
          settings={settings}
          setting="password"
          label={CONFIG_LABELS.password}
          help="The database user's password"
        />
      ) : (
        <IamSettings settings={settings} />
      )}
    </FieldSet>
  );
}

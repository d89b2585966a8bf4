import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { AuthMethod } from '../../model/settings';
import { ChoiceSetting } from '../fields/ChoiceSetting';
import { SecretSetting } from '../fields/SecretSetting';
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
      <ChoiceSetting
        settings={settings}
        setting="authMethod"
        label={CONFIG_LABELS.authMethod}
        help="IAM needs no stored password: AWS issues a token for each new connection."
        choices={METHODS}
        value={method}
      />
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

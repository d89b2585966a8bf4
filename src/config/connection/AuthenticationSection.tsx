import { Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import type { AuthMethod } from '../model/settings';
import { CONFIG_LABELS } from '../selectors';
import { IamSettings } from './IamSettings';
import { SecretSetting } from './SecretSetting';
import { changeSetting } from './setting-changes';
import type { ConfigProps } from './types';

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

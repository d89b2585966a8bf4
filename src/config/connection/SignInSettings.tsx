import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { AuthMethod } from '../../model/settings';
import { ChoiceSetting } from '../fields/ChoiceSetting';
import { FieldRow } from '../fields/FieldRow';
import { SecretSetting } from '../fields/SecretSetting';
import { NARROW_WIDTH } from '../layout';
import type { ConfigProps } from '../types';
import { IamSettings } from './IamSettings';

const METHODS: Array<{ value: AuthMethod; label: string }> = [
  { value: 'password', label: 'Password' },
  { value: 'iam', label: 'AWS IAM' },
];

/** By what the user signs in to the database. */
export function SignInSettings({ settings }: { readonly settings: ConfigProps }) {
  const method = settings.options.jsonData.authMethod ?? 'password';
  return (
    <>
      <FieldRow>
        <ChoiceSetting
          settings={settings}
          setting="authMethod"
          label={CONFIG_LABELS.authMethod}
          help="IAM needs no stored password: AWS issues a token for each new connection."
          choices={METHODS}
          value={method}
        />
        {method === 'password' && (
          <SecretSetting
            settings={settings}
            setting="password"
            label={CONFIG_LABELS.password}
            help="The database user's password"
            width={NARROW_WIDTH}
          />
        )}
      </FieldRow>
      {method === 'iam' && <IamSettings settings={settings} />}
    </>
  );
}

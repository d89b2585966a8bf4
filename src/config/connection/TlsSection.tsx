import { Field, FieldSet, RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { TlsMode } from '../../model/settings';
import { SecretSetting } from '../fields/SecretSetting';
import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

const MODES: Array<{ value: TlsMode; label: string; description: string }> = [
  { value: 'verify', label: 'Verify', description: 'Encrypted; certificate and host name are checked' },
  { value: 'require', label: 'Require', description: 'Encrypted; the certificate is not checked' },
  { value: 'disable', label: 'Off', description: 'Not encrypted' },
];

export function TlsSection({ settings }: { readonly settings: ConfigProps }) {
  const { tlsMode: mode = 'verify', authMethod } = settings.options.jsonData;
  return (
    <FieldSet label={CONFIG_LABELS.tls}>
      <Field
        label={CONFIG_LABELS.tlsMode}
        description="Verify checks certificate and host name, Require only encrypts, Off does neither."
        invalid={authMethod === 'iam' && mode === 'disable'}
        error="IAM sign-in needs TLS; choose Verify or Require."
        disabled={settings.options.readOnly}
      >
        <RadioButtonGroup
          aria-label={CONFIG_LABELS.tlsMode}
          options={MODES}
          value={mode}
          onChange={(tlsMode) => changeSetting(settings, { tlsMode })}
        />
      </Field>
      {mode === 'verify' && (
        <SecretSetting
          settings={settings}
          setting="tlsCaCert"
          label={CONFIG_LABELS.tlsCaCert}
          help="PEM of the authority that signed Aurora's certificate, such as the AWS RDS bundle; blank uses the system's"
          placeholder="-----BEGIN CERTIFICATE-----"
          rows={6}
        />
      )}
    </FieldSet>
  );
}

import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { TlsMode } from '../../model/settings';
import { ChoiceSetting } from '../fields/ChoiceSetting';
import { SecretSetting } from '../fields/SecretSetting';
import { FoldingSection } from '../sections/FoldingSection';
import { off } from '../sections/section-status';
import type { ConfigProps } from '../types';

const MODES: Array<{ value: TlsMode; label: string; description: string }> = [
  { value: 'verify', label: 'Verify', description: 'Encrypted; certificate and host name are checked' },
  { value: 'require', label: 'Require', description: 'Encrypted; the certificate is not checked' },
  { value: 'disable', label: 'Off', description: 'Not encrypted' },
];

const STATUSES: Readonly<Record<TlsMode, string>> = {
  verify: 'certificate checked',
  require: 'certificate not checked',
  disable: 'not encrypted',
};

const IAM_NEEDS_TLS = 'IAM sign-in needs TLS; choose Verify or Require.';

export function TlsSection({ settings }: { readonly settings: ConfigProps }) {
  const { tlsMode: mode = 'verify', authMethod } = settings.options.jsonData;
  return (
    <FoldingSection settings={settings} name="tls" title={CONFIG_LABELS.tls} statuses={[off(STATUSES[mode])]}>
      <ChoiceSetting
        settings={settings}
        setting="tlsMode"
        label={CONFIG_LABELS.tlsMode}
        help="Verify checks certificate and host name, Require only encrypts, Off does neither."
        choices={MODES}
        value={mode}
        error={authMethod === 'iam' && mode === 'disable' ? IAM_NEEDS_TLS : undefined}
      />
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
    </FoldingSection>
  );
}

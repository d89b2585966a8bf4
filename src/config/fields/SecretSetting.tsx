import { Field, Input, SecretInput, SecretTextArea } from '@grafana/ui';
import React, { useId } from 'react';

import { SETTING_WIDTH, SHRINKING } from '../layout';
import { useReportedStatus } from '../sections/reported-status';
import { trouble } from '../sections/section-status';
import { changeSecret, resetSecret } from '../setting-changes';
import type { SecretKey } from '../setting-changes';
import type { ConfigProps } from '../types';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: SecretKey;
  readonly label: string;
  readonly help: string;
  readonly placeholder?: string;
  /** Rows of the field; more than one for a certificate. Default 1. */
  readonly rows?: number;
  /** In Grafana's units of 8 px. Default: as wide as others. */
  readonly width?: number;
  /** What is wrong with the secret, null while nothing is. Default null. */
  readonly error?: string | null;
}

/** A secret: written once, then shown only as configured, until it is reset. */
export function SecretSetting(props: Props) {
  const { settings, setting, label, help, placeholder, rows = 1, width = SETTING_WIDTH, error = null } = props;
  useReportedStatus(error === null ? null : trouble('incomplete'));
  const id = useId();
  const { options } = settings;
  const isConfigured = options.secureJsonFields[setting] === true;
  const secret = {
    id,
    isConfigured,
    placeholder,
    value: options.secureJsonData?.[setting] ?? '',
    onReset: () => resetSecret(settings, setting),
  };
  return (
    <Field label={label} description={help} invalid={error !== null} error={error} htmlFor={id}>
      {options.readOnly ? (
        // The reset button of Grafana's own fields stays usable when they are disabled.
        <Input id={id} disabled value={isConfigured ? 'configured' : ''} width={width} className={SHRINKING} />
      ) : rows > 1 ? (
        <SecretTextArea
          {...secret}
          rows={rows}
          cols={SETTING_WIDTH}
          onChange={(event) => changeSecret(settings, setting, event.currentTarget.value)}
        />
      ) : (
        <SecretInput
          {...secret}
          autoComplete="new-password"
          width={width}
          className={SHRINKING}
          onChange={(event) => changeSecret(settings, setting, event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

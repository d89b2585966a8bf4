import { Field, Input } from '@grafana/ui';
import React, { useId } from 'react';

import { useReportedStatus } from '../sections/reported-status';
import { trouble } from '../sections/section-status';
import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

type NumberKey =
  | 'port'
  | 'maxConnections'
  | 'statementTimeoutSeconds'
  | 'changesGapHours'
  | 'incidentsGapHours'
  | 'downtimeGapHours'
  | 'syncGapHours';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: NumberKey;
  readonly label: string;
  readonly help: string;
  /** What applies while the field is blank. */
  readonly byDefault: number | string;
  readonly max: number;
}

/** A whole number from 1 to `max`; blank means the default. */
export function NumberSetting({ settings, setting, label, help, byDefault, max }: Props) {
  const id = useId();
  const saved = settings.options.jsonData[setting];
  const value = typeof saved === 'number' || typeof saved === 'string' ? saved : undefined;
  const invalid = value !== undefined && !isWithin(Number(value), max);
  useReportedStatus(invalid ? trouble('out of range') : null);
  return (
    <Field
      label={label}
      description={help}
      invalid={invalid}
      error={`Enter a whole number from 1 to ${max}, or leave it blank for ${byDefault}.`}
      disabled={settings.options.readOnly}
      htmlFor={id}
    >
      <Input
        id={id}
        type="number"
        min={1}
        max={max}
        value={value ?? ''}
        placeholder={String(byDefault)}
        width={typeof byDefault === 'number' ? 16 : 30}
        onChange={({ currentTarget: { value: text } }) =>
          changeSetting(settings, { [setting]: text === '' ? undefined : Number(text) })
        }
      />
    </Field>
  );
}

const isWithin = (value: number, max: number): boolean => Number.isInteger(value) && value >= 1 && value <= max;

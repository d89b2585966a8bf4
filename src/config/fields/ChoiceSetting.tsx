import { Field, RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { useReportedStatus } from '../sections/reported-status';
import { trouble } from '../sections/section-status';
import { changeSetting } from '../setting-changes';
import type { ConfigProps, SreJson } from '../types';

type ChoiceKey = 'authMethod' | 'tlsMode' | 'showEditorsTo';
type ChoiceOf<K extends ChoiceKey> = NonNullable<SreJson[K]>;

interface Props<K extends ChoiceKey> {
  readonly settings: ConfigProps;
  readonly setting: K;
  readonly label: string;
  readonly help: string;
  readonly choices: Array<{ value: ChoiceOf<K>; label: string; description?: string }>;
  readonly value: ChoiceOf<K>;
  /** What is wrong with the choice; absent where nothing is. */
  readonly error?: string | undefined;
}

/** One of a few choices. */
export function ChoiceSetting<K extends ChoiceKey>(props: Props<K>) {
  const { settings, setting, label, help, choices, value, error } = props;
  useReportedStatus(error === undefined ? null : trouble('cannot be'));
  return (
    <Field
      label={label}
      description={help}
      invalid={error !== undefined}
      error={error}
      disabled={settings.options.readOnly}
    >
      <RadioButtonGroup
        aria-label={label}
        options={choices}
        value={value}
        onChange={(chosen) => changeSetting(settings, { [setting]: chosen })}
      />
    </Field>
  );
}

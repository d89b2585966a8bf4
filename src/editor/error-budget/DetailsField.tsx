import { Switch } from '@grafana/ui';
import React, { useId } from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { LabelledField } from '../fields/LabelledField';
import type { KindEditorProps } from '../types';

/** Whether each number also bears what happened as labels. */
export function DetailsField({ query, onChange }: KindEditorProps<'errorBudget'>) {
  const id = useId();
  return (
    <LabelledField
      label={QUERY_LABELS.details}
      tooltip="Whether each number also bears what happened as labels. The condition of an alert rule needs another query without them, since labels tell alerts apart"
      htmlFor={id}
    >
      <Switch
        id={id}
        value={query.details ?? false}
        onChange={({ currentTarget: { checked } }) => onChange({ ...query, details: checked })}
      />
    </LabelledField>
  );
}

import { RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { ALERT_KINDS, PANEL_KINDS } from '../../model/panel-kinds';
import type { PanelKind } from '../../model/panel-kinds';
import { isOneOf } from '../../model/saved-query';
import { offeredToAlerts } from '../alerting';
import { LabelledField } from './LabelledField';
import { WRAPPING } from './layout';
import { PANEL_KIND_OPTIONS } from './options';

interface Props {
  /** None is marked for a kind that the list does not have. */
  readonly value: string;
  readonly onChange: (kind: PanelKind) => void;
  readonly alerting: boolean;
}

/** What the query asks for; the rest of the editor follows from it. */
export function KindField({ value, onChange, alerting }: Props) {
  const options = alerting ? offeredToAlerts(PANEL_KIND_OPTIONS, ALERT_KINDS, value) : PANEL_KIND_OPTIONS;
  return (
    <LabelledField label={QUERY_LABELS.queryType} shrink>
      <RadioButtonGroup
        aria-label={QUERY_LABELS.queryType}
        className={WRAPPING}
        options={options}
        value={isOneOf(PANEL_KINDS, value) ? value : undefined}
        onChange={onChange}
      />
    </LabelledField>
  );
}

import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { SwitchField } from './SwitchField';

interface Props {
  readonly value: boolean | undefined;
  readonly onChange: (wholeUnits: boolean) => void;
}

/** Whether lines of a duration are drawn in a unit whose axis has whole ticks. */
export function WholeUnitsField({ value, onChange }: Props) {
  return (
    <SwitchField
      label={QUERY_LABELS.wholeUnits}
      tooltip="Whether lines are drawn in days, hours, minutes or seconds, whichever gives the axis whole ticks. Else they are seconds, which Grafana names in larger units; thresholds and units of your own need that"
      value={value}
      onChange={onChange}
    />
  );
}

import { getFieldDisplayValues, ReducerID } from '@grafana/data';
import type { FieldDisplay, PanelProps, ReduceDataOptions } from '@grafana/data';
import { config } from '@grafana/runtime';

/** Options that stat, gauge and bar gauge share: how frames become single values. */
export interface ReducedOptions {
  readonly reduceOptions: ReduceDataOptions;
}

export const REDUCED_DEFAULTS = {
  'reduceOptions.values': false,
  'reduceOptions.calcs': [ReducerID.lastNotNull],
  'reduceOptions.fields': '',
  orientation: 'auto',
} as const;

type ReducedProps = Pick<PanelProps, 'data' | 'fieldConfig' | 'replaceVariables' | 'timeZone'> & {
  readonly options: ReducedOptions;
};

/** The values of a panel, by Grafana's own reading of its options. */
export function reducedValues(
  { data, options, fieldConfig, replaceVariables, timeZone }: ReducedProps,
  more: { readonly sparkline?: boolean; readonly percentChange?: boolean } = {}
): FieldDisplay[] {
  return getFieldDisplayValues({
    fieldConfig,
    reduceOptions: options.reduceOptions,
    replaceVariables,
    theme: config.theme2,
    data: data.series,
    timeZone,
    ...more,
  });
}

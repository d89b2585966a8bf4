import { Stack } from '@grafana/ui';
import React from 'react';

import { FilterFields } from '../fields/FilterFields';
import type { KindEditorProps, ResourceSource } from '../types';
import { LayoutFields } from './LayoutFields';
import { MetricFields } from './MetricFields';
import { MetricNote } from './MetricNote';

interface Props extends KindEditorProps<'dora'> {
  readonly source: ResourceSource;
  /** An alert rule is not offered the table, which it cannot use. */
  readonly alerting: boolean;
}

/** The editor of a DORA query, top down: what, how it is laid out, of which services. */
export function DoraQueryEditor({ query, onChange, source, alerting }: Props) {
  return (
    <Stack direction="column" gap={0.5}>
      <MetricFields query={query} onChange={onChange} />
      <MetricNote query={query} />
      <LayoutFields query={query} onChange={onChange} alerting={alerting} />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
    </Stack>
  );
}

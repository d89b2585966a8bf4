import { Stack } from '@grafana/ui';
import React from 'react';

import { FilterFields } from './FilterFields';
import { LayoutFields } from './LayoutFields';
import { MetricFields } from './MetricFields';
import { MetricNote } from './MetricNote';
import type { KindEditorProps, ResourceSource } from './types';

/** The editor of a DORA query, top down: what, how it is laid out, of which services. */
export function DoraQueryEditor({ query, onChange, source }: KindEditorProps<'dora'> & { source: ResourceSource }) {
  return (
    <Stack direction="column" gap={0.5}>
      <MetricFields query={query} onChange={onChange} />
      <MetricNote query={query} />
      <LayoutFields query={query} onChange={onChange} />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
    </Stack>
  );
}

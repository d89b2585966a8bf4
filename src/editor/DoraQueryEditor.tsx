import { Stack } from '@grafana/ui';
import React from 'react';

import { FilterFields } from './FilterFields';
import { LayoutFields } from './LayoutFields';
import { MetricFields } from './MetricFields';
import { MetricNote } from './MetricNote';
import type { ResourceSource, SreDataQuery } from './types';

export interface DoraEditorProps {
  /** With every default filled in. */
  readonly query: SreDataQuery;
  readonly onChange: (query: SreDataQuery) => void;
}

/** The editor of a DORA query, top down: what, how it is laid out, of which services. */
export function DoraQueryEditor({ source, ...fields }: DoraEditorProps & { readonly source: ResourceSource }) {
  return (
    <Stack direction="column" gap={0.5}>
      <MetricFields {...fields} />
      <MetricNote query={fields.query} />
      <LayoutFields {...fields} />
      <FilterFields {...fields} source={source} />
    </Stack>
  );
}

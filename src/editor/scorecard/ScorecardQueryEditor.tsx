import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { ChoiceField } from '../fields/ChoiceField';
import { FilterFields } from '../fields/FilterFields';
import { GROUPING_OPTIONS, PRESET_OPTIONS } from '../fields/options';
import { QueryNote } from '../fields/QueryNote';
import type { KindEditorProps, ResourceSource } from '../types';

/** The editor of a scorecard query: by what, judged by which levels, of which services. */
export function ScorecardQueryEditor({
  query,
  onChange,
  source,
}: KindEditorProps<'scorecard'> & { source: ResourceSource }) {
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1}>
        <ChoiceField
          label={QUERY_LABELS.groupBy}
          tooltip="One row for each service or team, or one for all together"
          value={query.groupBy}
          options={GROUPING_OPTIONS}
          onChange={(groupBy) => onChange({ ...query, groupBy })}
        />
        <ChoiceField
          label={QUERY_LABELS.preset}
          tooltip="Which published cut points decide between elite, high, medium and low"
          value={query.preset}
          options={PRESET_OPTIONS}
          onChange={(preset) => onChange({ ...query, preset })}
        />
      </Stack>
      <QueryNote
        sentences={[
          'Deployment frequency, median lead time, mean MTTR and change failure rate, each with its level: a table.',
        ]}
      />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
    </Stack>
  );
}

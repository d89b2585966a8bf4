import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DORA_METRICS } from '../../model/dora-metrics';
import { DEFAULT_RECORDS, RECORD_SELECTIONS } from '../../model/records-query';
import { ChoiceField } from '../fields/ChoiceField';
import { FilterFields } from '../fields/FilterFields';
import { LimitField } from '../fields/LimitField';
import { METRIC_OPTIONS, SELECT_OPTIONS } from '../fields/options';
import { QueryNote } from '../fields/QueryNote';
import { RECORD_SENTENCES, SELECT_SENTENCES, sentenceOf } from '../fields/sentences';
import type { KindEditorProps, ResourceSource } from '../types';

/** What the model allows. */
const MAX_LIMIT = 10_000;

/** The editor of a records query: behind which metric, which of them, of which services. */
export function RecordsQueryEditor({
  query,
  onChange,
  source,
}: KindEditorProps<'records'> & { source: ResourceSource }) {
  const { metric, select = 'all' } = query;
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1}>
        <ChoiceField
          label={QUERY_LABELS.metric}
          tooltip="The metric whose records are listed"
          value={metric}
          options={METRIC_OPTIONS}
          onChange={(chosen) => onChange({ ...query, metric: chosen })}
        />
        <ChoiceField
          label={QUERY_LABELS.select}
          tooltip="Which of the records that the metric looks at"
          value={select}
          options={SELECT_OPTIONS}
          onChange={(chosen) => onChange({ ...query, select: chosen })}
        />
        <LimitField
          tooltip="How many records, the newest first"
          value={query.limit}
          max={MAX_LIMIT}
          placeholder={String(DEFAULT_RECORDS)}
          onChange={(limit) => onChange({ ...query, limit })}
        />
      </Stack>
      <QueryNote
        sentences={[
          sentenceOf('metric', metric, DORA_METRICS, (choice) => RECORD_SENTENCES[choice]),
          sentenceOf('records', select, RECORD_SELECTIONS, (choice) => SELECT_SENTENCES[choice]),
        ]}
      />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
    </Stack>
  );
}

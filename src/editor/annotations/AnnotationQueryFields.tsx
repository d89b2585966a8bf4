import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { ANNOTATION_KINDS, DEFAULT_ANNOTATIONS } from '../../model/annotations-query';
import { isVariableReference } from '../../model/saved-query';
import { ChoiceField } from '../fields/ChoiceField';
import { FilterFields } from '../fields/FilterFields';
import { LimitField } from '../fields/LimitField';
import { NamesField } from '../fields/NamesField';
import { ANNOTATION_OPTIONS, PRIORITY_OPTIONS } from '../fields/options';
import { QueryNote } from '../fields/QueryNote';
import { MARK_SENTENCES, sentenceOf } from '../fields/sentences';
import type { KindEditorProps, ResourceSource } from '../types';

/** What the model allows. */
const MAX_LIMIT = 5000;

/** The fields of an annotation query: what is marked, of which services. */
export function AnnotationQueryFields({
  query,
  onChange,
  source,
}: KindEditorProps<'annotations'> & { source: ResourceSource }) {
  const { kind = 'failedDeployments' } = query;
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1}>
        <ChoiceField
          label={QUERY_LABELS.annotationKind}
          tooltip="What is marked on the graphs"
          value={kind}
          options={ANNOTATION_OPTIONS}
          onChange={(chosen) => onChange({ ...query, kind: chosen })}
        />
        {(kind === 'incidents' || isVariableReference(kind)) && (
          <NamesField
            label={QUERY_LABELS.priorities}
            tooltip="Only incidents of these priorities"
            placeholder="P1 and P2"
            value={query.priorities ?? []}
            options={PRIORITY_OPTIONS}
            onChange={(priorities) => onChange({ ...query, priorities })}
          />
        )}
        <LimitField
          tooltip="How many marks, the newest first"
          value={query.limit}
          max={MAX_LIMIT}
          placeholder={String(DEFAULT_ANNOTATIONS)}
          onChange={(limit) => onChange({ ...query, limit })}
        />
      </Stack>
      <QueryNote sentences={[sentenceOf('mark', kind, ANNOTATION_KINDS, (choice) => MARK_SENTENCES[choice])]} />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
    </Stack>
  );
}

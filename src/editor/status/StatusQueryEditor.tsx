import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DATA_QUALITY_CHECKS, DATA_QUALITY_CHECK_INFO } from '../../model/data-quality-checks';
import { isVariableReference } from '../../model/saved-query';
import type { SavedStatusQuery } from '../../model/saved-query';
import { DEFAULT_FINDINGS, STATUS_MEASURES, STATUS_VIEWS, VALUE_VIEWS } from '../../model/status-query';
import { ChoiceField } from '../fields/ChoiceField';
import { FilterFields } from '../fields/FilterFields';
import { LimitField } from '../fields/LimitField';
import { CHECK_OPTIONS, STATUS_MEASURE_OPTIONS, STATUS_SHAPE_OPTIONS, STATUS_VIEW_OPTIONS } from '../fields/options';
import { QueryNote } from '../fields/QueryNote';
import { PUBLISHING_VALUE_SENTENCE, sentenceOf, STATUS_SENTENCES, STATUS_VIEW_SENTENCES } from '../fields/sentences';
import { ShapeField } from '../fields/ShapeField';
import type { KindEditorProps, QueryOf, ResourceSource } from '../types';

const VALUE_OPTIONS = STATUS_SHAPE_OPTIONS.filter(({ value }) => value === 'value');

/** What the model allows. */
const MAX_LIMIT = 10_000;

interface Props extends KindEditorProps<'status'> {
  readonly source: ResourceSource;
  /** An alert rule takes numbers only, so it is offered neither tables nor the views that are tables. */
  readonly alerting: boolean;
}

/** The editor of a status query: which view, and what belongs to it. */
export function StatusQueryEditor({ query, onChange, source, alerting }: Props) {
  const { view = 'jobs', shape } = query;
  const isAny = isVariableReference(view);
  const isOfRecords = isAny || view === 'dataQuality' || view === 'findings';
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1}>
        <ChoiceField
          label={QUERY_LABELS.view}
          tooltip="What to show of the data behind the numbers"
          value={view}
          options={alerting ? STATUS_VIEW_OPTIONS.filter(({ value }) => hasValues(value)) : STATUS_VIEW_OPTIONS}
          onChange={(chosen) => onChange(inView(query, chosen))}
        />
        {hasValues(view) && (
          <ShapeField
            value={shape}
            options={alerting ? VALUE_OPTIONS : STATUS_SHAPE_OPTIONS}
            onChange={(chosen) => onChange({ ...query, shape: chosen })}
          />
        )}
      </Stack>
      <ViewFields query={query} onChange={onChange} isAny={isAny} />
      <QueryNote sentences={sentencesOf(query)} />
      {isOfRecords && (
        <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
      )}
    </Stack>
  );
}

/** The fields of some views alone; all of them while a variable decides which view it is. */
function ViewFields({ query, onChange, isAny }: KindEditorProps<'status'> & { readonly isAny: boolean }) {
  const { view = 'jobs', shape, measure } = query;
  return (
    <Stack direction="row" wrap="wrap" gap={1}>
      {(isAny || view === 'jobs') && shape !== 'table' && (
        <ChoiceField
          label={QUERY_LABELS.measure}
          tooltip="What to show of each background job"
          value={measure}
          options={STATUS_MEASURE_OPTIONS}
          onChange={(chosen) => onChange({ ...query, measure: chosen })}
        />
      )}
      {(isAny || view === 'findings') && (
        <ChoiceField
          label={QUERY_LABELS.check}
          tooltip="Which check's records are listed"
          value={query.check ?? 'unlinkedIncidents'}
          options={CHECK_OPTIONS}
          onChange={(check) => onChange({ ...query, check })}
        />
      )}
      {(isAny || view === 'findings' || view === 'publishingDrift') && (
        <LimitField
          tooltip="How many rows, the newest first"
          value={query.limit}
          max={MAX_LIMIT}
          placeholder={String(DEFAULT_FINDINGS)}
          onChange={(limit) => onChange({ ...query, limit })}
          onVariable={(limit) => onChange({ ...query, limit })}
        />
      )}
    </Stack>
  );
}

function hasValues(view: string): boolean {
  return isVariableReference(view) || VALUE_VIEWS.some((choice) => choice === view);
}

/** Only some views have one number for each row; the backend refuses it of the others. */
function inView(query: QueryOf<'status'>, view: NonNullable<SavedStatusQuery['view']>): QueryOf<'status'> {
  return { ...query, view, shape: hasValues(view) ? query.shape : 'table' };
}

function sentencesOf({ view = 'jobs', shape, measure, check = 'unlinkedIncidents' }: SavedStatusQuery): string[] {
  if (view === 'jobs' && shape === 'value') {
    const sentence = sentenceOf('measure', measure, STATUS_MEASURES, (choice) => STATUS_SENTENCES[choice]);
    return [sentence, 'As of now.'];
  }
  if (view === 'publishing' && shape === 'value') {
    return [PUBLISHING_VALUE_SENTENCE];
  }
  const sentence = sentenceOf('view', view, STATUS_VIEWS, (choice) => STATUS_VIEW_SENTENCES[choice]);
  return view === 'findings'
    ? [sentence, sentenceOf('check', check, DATA_QUALITY_CHECKS, (choice) => DATA_QUALITY_CHECK_INFO[choice].sentence)]
    : [sentence];
}

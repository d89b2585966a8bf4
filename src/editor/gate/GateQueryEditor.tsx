import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DEFAULT_GATED_NAMES, DEFAULT_GATE_ROWS, GATE_VALUE_VIEWS, GATE_VIEWS } from '../../model/gate-query';
import { isOneOf, isVariableReference } from '../../model/saved-query';
import type { SavedGateQuery } from '../../model/saved-query';
import { ChoiceField } from '../fields/ChoiceField';
import { FilterFields } from '../fields/FilterFields';
import { LimitField } from '../fields/LimitField';
import { GATE_SHAPE_OPTIONS, GATE_VIEW_OPTIONS } from '../fields/options';
import { QueryNote } from '../fields/QueryNote';
import { GATE_VALUE_SENTENCES, GATE_VIEW_SENTENCES, sentenceOf } from '../fields/sentences';
import { ShapeField } from '../fields/ShapeField';
import type { KindEditorProps, PanelSource, QueryOf } from '../types';
import { ManageGate } from './ManageGate';

const VALUE_OPTIONS = GATE_SHAPE_OPTIONS.filter(({ value }) => value === 'value');

/** What the model allows. */
const MAX_LIMIT = 10_000;

interface Props extends KindEditorProps<'gate'> {
  readonly source: PanelSource;
  /** An alert rule takes numbers only, so it is offered neither tables nor the views that are tables. */
  readonly alerting: boolean;
}

/** The editor of a gate query: which view, how it is laid out, of which services. */
export function GateQueryEditor({ query, onChange, source, alerting }: Props) {
  const { view = 'decisions', shape } = query;
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1}>
        <ChoiceField
          label={QUERY_LABELS.view}
          tooltip="What to show of the change gate"
          value={view}
          options={alerting ? GATE_VIEW_OPTIONS.filter(({ value }) => hasValues(value)) : GATE_VIEW_OPTIONS}
          onChange={(chosen) => onChange(inView(query, chosen))}
        />
        {hasValues(view) && (
          <ShapeField
            value={shape}
            options={alerting ? VALUE_OPTIONS : GATE_SHAPE_OPTIONS}
            onChange={(chosen) => onChange({ ...query, shape: chosen })}
          />
        )}
        {view !== 'decisions' && shape !== 'value' && (
          <LimitField
            tooltip={view === 'summary' ? 'How many services are named' : 'How many rows'}
            value={query.limit}
            max={MAX_LIMIT}
            placeholder={String(view === 'summary' ? DEFAULT_GATED_NAMES : DEFAULT_GATE_ROWS)}
            onChange={(limit) => onChange({ ...query, limit })}
          />
        )}
      </Stack>
      <QueryNote sentences={[sentence(query)]} />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
      <div>
        <ManageGate uid={source.uid} />
      </div>
    </Stack>
  );
}

function hasValues(view: string): boolean {
  return isVariableReference(view) || isOneOf(GATE_VALUE_VIEWS, view);
}

/** Only some views have a number for each service; the backend refuses it of the others. */
function inView(query: QueryOf<'gate'>, view: NonNullable<SavedGateQuery['view']>): QueryOf<'gate'> {
  return { ...query, view, shape: hasValues(view) ? query.shape : 'table' };
}

function sentence({ view = 'decisions', shape }: SavedGateQuery): string {
  return shape === 'value' && isOneOf(GATE_VALUE_VIEWS, view)
    ? GATE_VALUE_SENTENCES[view]
    : sentenceOf('view', view, GATE_VIEWS, (choice) => GATE_VIEW_SENTENCES[choice]);
}

import { Stack } from '@grafana/ui';
import React, { useState } from 'react';

import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO } from '../../model/error-budget-measures';
import { ERROR_BUDGET_DEFAULTS } from '../../model/error-budget-query';
import { isOneOf, isVariableReference } from '../../model/saved-query';
import type { SavedErrorBudgetQuery } from '../../model/saved-query';
import { FilterFields } from '../fields/FilterFields';
import { BUDGET_SHAPE_OPTIONS, SHAPE_OPTIONS } from '../fields/options';
import { PageFields } from '../fields/PageFields';
import { QueryNote } from '../fields/QueryNote';
import { BUDGET_SHAPE_SENTENCES, DETAILS_SENTENCE, sentenceOf } from '../fields/sentences';
import { ShapeField } from '../fields/ShapeField';
import { WholeUnitsField } from '../fields/WholeUnitsField';
import type { KindEditorProps, PanelSource, QueryOf } from '../types';
import { NO_PAGES } from '../fields/no-pages';
import { DetailsField } from './DetailsField';
import { ManageSlos } from './ManageSlos';
import { MeasureFields } from './MeasureFields';

interface Props extends KindEditorProps<'errorBudget'> {
  readonly source: PanelSource;
  /** A table on a panel shows every measure; in an alert rule it holds the chosen one. */
  readonly alerting: boolean;
}

/** The editor of an error budget query: how it is laid out, what of the budgets, of which SLOs. */
export function ErrorBudgetQueryEditor({ query, onChange, source, alerting }: Props) {
  // Filters list SLOs once; a new one shows after the list of SLOs was open.
  const [sloListing, setSloListing] = useState(0);
  const { shape = 'value' } = query;
  const holdsOneMeasure = shape === 'series' || shape === 'value' || (shape === 'table' && alerting);
  const options = alerting ? SHAPE_OPTIONS : BUDGET_SHAPE_OPTIONS;
  return (
    <Stack direction="column" gap={0.5}>
      <ShapeField value={shape} options={options} onChange={(chosen) => onChange(inShape(query, chosen))} />
      {holdsOneMeasure && <MeasureFields query={query} onChange={onChange} />}
      {shape === 'table' && !alerting && (
        <PageFields value={query} onChange={(pages) => onChange({ ...query, ...pages })} />
      )}
      {shape === 'series' && !alerting && isDuration(query) && (
        <WholeUnitsField value={query.wholeUnits} onChange={(wholeUnits) => onChange({ ...query, wholeUnits })} />
      )}
      {shape === 'value' && <DetailsField query={query} onChange={onChange} />}
      <QueryNote
        sentences={
          holdsOneMeasure
            ? [measureSentence(query), shapeSentence(query), detailsSentence(query)]
            : [BUDGET_SHAPE_SENTENCES[shape]]
        }
      />
      <FilterFields
        key={sloListing}
        scope={query}
        onChange={(scope) => onChange({ ...query, ...scope })}
        source={source}
        slos={{ value: query.slos ?? [], onChange: (slos) => onChange({ ...query, slos }) }}
      />
      <div>
        <ManageSlos uid={source.uid} onClose={() => setSloListing((count) => count + 1)} />
      </div>
    </Stack>
  );
}

function isDuration({ measure = ERROR_BUDGET_DEFAULTS.measure }: SavedErrorBudgetQuery): boolean {
  return isOneOf(ERROR_BUDGET_MEASURES, measure)
    ? ERROR_BUDGET_MEASURE_INFO[measure].unit === 'seconds'
    : isVariableReference(measure);
}

/** Only values bear what happened as labels, only series have an axis, only tables turn pages; the backend refuses each elsewhere. */
function inShape(query: QueryOf<'errorBudget'>, shape: SavedErrorBudgetQuery['shape']): QueryOf<'errorBudget'> {
  const pages = shape === 'table' ? {} : NO_PAGES;
  return {
    ...query,
    ...pages,
    shape,
    details: shape === 'value' && query.details,
    wholeUnits: shape === 'series' && query.wholeUnits,
  };
}

function measureSentence({ measure }: SavedErrorBudgetQuery): string {
  return sentenceOf('measure', measure, ERROR_BUDGET_MEASURES, (choice) => ERROR_BUDGET_MEASURE_INFO[choice].sentence);
}

function detailsSentence({ details }: SavedErrorBudgetQuery): string {
  return details === true ? DETAILS_SENTENCE : '';
}

function shapeSentence({ shape, measure }: SavedErrorBudgetQuery): string {
  // In an alert rule a table holds one number for each SLO as well.
  return isOneOf(ERROR_BUDGET_MEASURES, measure) ? BUDGET_SHAPE_SENTENCES[shape === 'series' ? 'series' : 'value'] : '';
}

import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import {
  DEFAULT_DOWN_NAMES,
  DEFAULT_OUTAGES,
  RELIABILITY_TABLES,
  RELIABILITY_VIEWS,
} from '../../model/reliability-query';
import type { ReliabilityView } from '../../model/reliability-query';
import { isOneOf, isVariableReference } from '../../model/saved-query';
import { offeredToAlerts } from '../alerting';
import { ChoiceField } from '../fields/ChoiceField';
import { FilterFields } from '../fields/FilterFields';
import { LimitField } from '../fields/LimitField';
import { BUCKET_OPTIONS, VIEW_OPTIONS } from '../fields/options';
import { NO_PAGES } from '../fields/no-pages';
import { PageFields } from '../fields/PageFields';
import { QueryNote } from '../fields/QueryNote';
import { sentenceOf, VIEW_SENTENCES } from '../fields/sentences';
import type { KindEditorProps, QueryOf, ResourceSource } from '../types';

/** What the model allows. */
const MAX_LIMIT = 1000;

interface LimitTexts {
  readonly tooltip: string;
  /** What holds where nothing is entered. */
  readonly placeholder: string;
}

const OF_SERVICES: LimitTexts = { tooltip: 'How many services, the least reliable first', placeholder: 'All' };
const LIMITS: Readonly<Partial<Record<ReliabilityView, LimitTexts>>> = {
  outages: { tooltip: 'How many outages, the worst first', placeholder: String(DEFAULT_OUTAGES) },
  downNow: { tooltip: 'How many services are named', placeholder: String(DEFAULT_DOWN_NAMES) },
};

const NUMBER_VIEWS = RELIABILITY_VIEWS.filter((view) => !isOneOf(RELIABILITY_TABLES, view));

interface Props extends KindEditorProps<'reliability'> {
  readonly source: ResourceSource;
  /** An alert rule is not offered the views that are tables. */
  readonly alerting: boolean;
}

/** The editor of a reliability query: which view, of which services. */
export function ReliabilityQueryEditor({ query, onChange, source, alerting }: Props) {
  const { view = 'ranking' } = query;
  const limit = (isOneOf(RELIABILITY_VIEWS, view) && LIMITS[view]) || OF_SERVICES;
  const hasBuckets = view === 'overTime' || view === 'heat' || isVariableReference(view);
  return (
    <Stack direction="column" gap={0.5}>
      <Stack direction="row" wrap="wrap" gap={1}>
        <ChoiceField
          label={QUERY_LABELS.view}
          tooltip="How reliability is looked at"
          value={view}
          options={alerting ? offeredToAlerts(VIEW_OPTIONS, NUMBER_VIEWS, view) : VIEW_OPTIONS}
          onChange={(chosen) => onChange(inView(query, chosen))}
        />
        {hasBuckets && (
          <ChoiceField
            label={QUERY_LABELS.bucket}
            tooltip="How much time one value covers, by the calendar of the dashboard's time zone; Auto follows the panel's width, and is a day in a heat map"
            value={query.bucket}
            options={BUCKET_OPTIONS}
            onChange={(bucket) => onChange({ ...query, bucket })}
          />
        )}
        <LimitField
          tooltip={limit.tooltip}
          value={query.limit}
          max={MAX_LIMIT}
          placeholder={limit.placeholder}
          onChange={(chosen) => onChange({ ...query, limit: chosen })}
        />
        {view === 'ranking' && <PageFields value={query} onChange={(pages) => onChange({ ...query, ...pages })} />}
      </Stack>
      <QueryNote sentences={[sentenceOf('view', view, RELIABILITY_VIEWS, (choice) => VIEW_SENTENCES[choice])]} />
      <FilterFields scope={query} onChange={(scope) => onChange({ ...query, ...scope })} source={source} />
    </Stack>
  );
}

/** Only the ranking turns pages; the backend refuses it elsewhere. */
function inView(query: QueryOf<'reliability'>, view: QueryOf<'reliability'>['view']): QueryOf<'reliability'> {
  return { ...query, ...(view === 'ranking' ? {} : NO_PAGES), ...(view !== undefined && { view }) };
}

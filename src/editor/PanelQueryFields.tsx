import React from 'react';

import { AnnotationQueryFields } from './annotations/AnnotationQueryFields';
import { DoraQueryEditor } from './dora/DoraQueryEditor';
import { ErrorBudgetQueryEditor } from './error-budget/ErrorBudgetQueryEditor';
import { QueryNote } from './fields/QueryNote';
import { sentenceOf } from './fields/sentences';
import { GateQueryEditor } from './gate/GateQueryEditor';
import { RecordsQueryEditor } from './records/RecordsQueryEditor';
import { ReliabilityQueryEditor } from './reliability/ReliabilityQueryEditor';
import { ScorecardQueryEditor } from './scorecard/ScorecardQueryEditor';
import { StatusQueryEditor } from './status/StatusQueryEditor';
import type { PanelSource, SreDataQuery } from './types';

interface Props {
  readonly query: SreDataQuery;
  readonly onChange: (query: SreDataQuery) => void;
  readonly source: PanelSource;
  readonly alerting: boolean;
}

/** The editor of the query's kind; a kind that this version does not know is told. */
export function PanelQueryFields({ query, onChange, source, alerting }: Props) {
  switch (query.queryType) {
    case 'dora':
      return <DoraQueryEditor query={query} onChange={onChange} source={source} alerting={alerting} />;
    case 'scorecard':
      return <ScorecardQueryEditor query={query} onChange={onChange} source={source} />;
    case 'errorBudget':
      return <ErrorBudgetQueryEditor query={query} onChange={onChange} source={source} alerting={alerting} />;
    case 'reliability':
      return <ReliabilityQueryEditor query={query} onChange={onChange} source={source} alerting={alerting} />;
    case 'records':
      return <RecordsQueryEditor query={query} onChange={onChange} source={source} />;
    case 'annotations':
      return <AnnotationQueryFields query={query} onChange={onChange} source={source} />;
    case 'gate':
      return <GateQueryEditor query={query} onChange={onChange} source={source} alerting={alerting} />;
    case 'status':
      return <StatusQueryEditor query={query} onChange={onChange} source={source} alerting={alerting} />;
    default:
      return <QueryNote sentences={[unknownKind(query)]} />;
  }
}

function unknownKind({ queryType }: { readonly queryType: string }): string {
  return sentenceOf('query kind', queryType, [], () => '');
}

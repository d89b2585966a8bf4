import React from 'react';

import { AnnotationQueryFields } from './AnnotationQueryFields';
import { DoraQueryEditor } from './DoraQueryEditor';
import { ErrorBudgetQueryEditor } from './ErrorBudgetQueryEditor';
import { GateQueryEditor } from './GateQueryEditor';
import { QueryNote } from './QueryNote';
import { RecordsQueryEditor } from './RecordsQueryEditor';
import { ReliabilityQueryEditor } from './ReliabilityQueryEditor';
import { ScorecardQueryEditor } from './ScorecardQueryEditor';
import { sentenceOf } from './sentences';
import { StatusQueryEditor } from './StatusQueryEditor';
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

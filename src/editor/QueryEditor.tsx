import { CoreApp } from '@grafana/data';
import { Stack } from '@grafana/ui';
import React from 'react';

import { isAlerting } from './alerting';
import { KindField } from './fields/KindField';
import { normalizeQuery } from './normalize-query';
import { PanelQueryFields } from './PanelQueryFields';
import type { PanelSource, SreDataQuery } from './types';
import { VisualizationHint } from './VisualizationHint';
import { mergeChanges, withKind, withoutStrayFields } from './with-kind';

interface Props {
  readonly datasource: PanelSource;
  readonly query: SreDataQuery;
  readonly onChange: (query: SreDataQuery) => void;
  readonly onRunQuery: () => void;
  /** Where the editor is shown; in an alert rule some choices differ. */
  readonly app?: CoreApp;
}

/** Brings the saved query up to date, then leaves it to the editor of its kind. */
export function QueryEditor({ datasource, query: saved, onChange, onRunQuery, app }: Props) {
  const alerting = isAlerting(app);
  const query = normalizeQuery(saved, alerting);
  const change = (changed: SreDataQuery) => {
    const next = withoutStrayFields(changed);
    onChange(alerting ? mergeChanges(saved, next) : next);
    onRunQuery();
  };
  return (
    <Stack direction="column" gap={0.5}>
      <KindField
        value={query.queryType}
        onChange={(kind) => change(withKind(query, kind, alerting))}
        alerting={alerting}
      />
      <PanelQueryFields query={query} onChange={change} source={datasource} alerting={alerting} />
      {isPanel(app) && <VisualizationHint query={query} />}
    </Stack>
  );
}

/** Explore and alert rules choose the view of an answer themselves. */
function isPanel(app: CoreApp | undefined): boolean {
  return app === CoreApp.PanelEditor || app === CoreApp.Dashboard;
}

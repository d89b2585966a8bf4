import { CoreApp, getDefaultTimeRange, LoadingState } from '@grafana/data';
import type { PanelData } from '@grafana/data';
import { SceneQueryRunner } from '@grafana/scenes';
import type { DataQuery } from '@grafana/schema';
import { Alert, Button, CollapsableSection, RadioButtonGroup, Stack } from '@grafana/ui';
import { useState } from 'react';

import { useLoaded } from '../loaded';
import { answerScene } from './answer-scene';
import { TitledPage } from '../TitledPage';

const PANEL_KINDS = ['timeseries', 'stat', 'gauge', 'bargauge', 'table', 'state-timeline'] as const;

/** The editor of a panel's query, with what the query answers. */
export function QueryPage() {
  const { plugin, instance } = useLoaded();
  const { QueryEditor, QueryEditorHelp } = plugin.components;
  const [query, setQuery] = useState<DataQuery>(() => ({
    refId: 'A',
    ...instance.getDefaultQuery?.(CoreApp.PanelEditor),
  }));
  const [kind, setKind] = useState<(typeof PANEL_KINDS)[number]>('timeseries');
  const { scene, runner, panel } = useState(() => askingScene(query))[0];
  const { data } = runner.useState();
  if (QueryEditor === undefined) {
    return <Alert severity="error" title="The plugin has no query editor." />;
  }
  const change = (changed: DataQuery) => {
    setQuery(changed);
    runner.setState({ queries: [changed] });
  };
  const show = (chosen: (typeof PANEL_KINDS)[number]) => {
    setKind(chosen);
    void panel.changePluginType(chosen);
  };
  return (
    <TitledPage
      title="Query editor"
      subtitle="Grafana shows it below a panel that is edited, in alert rules and in Explore."
    >
      <QueryEditor
        datasource={instance}
        query={query}
        queries={[query]}
        onChange={change}
        onRunQuery={() => runner.runQueries()}
        app={CoreApp.PanelEditor}
        range={data?.timeRange ?? getDefaultTimeRange()}
        {...(data && { data })}
      />
      <Stack direction="row" gap={2} alignItems="center">
        <Button icon="sync" size="sm" onClick={() => runner.runQueries()}>
          Run query
        </Button>
        <RadioButtonGroup
          aria-label="Panel"
          size="sm"
          options={PANEL_KINDS.map((value) => ({ label: value, value }))}
          value={kind}
          onChange={show}
        />
      </Stack>
      <Problems data={data} />
      <div style={{ height: 420, display: 'flex' }}>
        <scene.Component model={scene} />
      </div>
      {QueryEditorHelp !== undefined && (
        <CollapsableSection label="Query help" isOpen={false}>
          <QueryEditorHelp datasource={instance} query={query} onClickExample={change} />
        </CollapsableSection>
      )}
      <CollapsableSection label="Query JSON" isOpen={false}>
        <pre data-testid="preview-query-json">{JSON.stringify(query, null, 2)}</pre>
      </CollapsableSection>
    </TitledPage>
  );
}

/** What went wrong, and the notices that Grafana shows behind a panel's badge. */
function Problems({ data }: { readonly data: PanelData | undefined }) {
  const notices = data?.series.flatMap(({ meta }) => meta?.notices ?? []) ?? [];
  return (
    <>
      {data?.state === LoadingState.Error && (
        <Alert severity="error" title={data.errors?.map(({ message }) => message).join(' ') ?? 'The query failed.'} />
      )}
      {notices.map(({ severity, text }) => (
        <Alert key={text} severity={severity} title={text} />
      ))}
    </>
  );
}

function askingScene(query: DataQuery) {
  const runner = new SceneQueryRunner({ queries: [query], datasource: { uid: 'default' }, maxDataPoints: 500 });
  return { runner, ...answerScene({ title: 'Answer', runner }) };
}

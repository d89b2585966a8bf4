import type { DataQueryRequest, DataSourceApi, MetricFindValue } from '@grafana/data';
import { CustomVariableSupport, getDefaultTimeRange } from '@grafana/data';
import { Alert, Stack, Tag } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { lastValueFrom } from 'rxjs';

import { useLoaded } from '../loaded';
import { messageOf } from '../message-of';
import { TitledPage } from '../TitledPage';

type Answer = { readonly values: readonly string[] } | { readonly problem: string } | null;

/** The editor of a dashboard variable, with the values it brings. */
export function VariablePage() {
  const { instance } = useLoaded();
  const [query, setQuery] = useState<unknown>('');
  const support = instance.variables;
  const answer = useValues(instance, query);
  if (!(support instanceof CustomVariableSupport)) {
    return <Alert severity="error" title="The plugin has no variable editor." />;
  }
  const { editor: Editor } = support;
  return (
    <TitledPage
      title="Variable editor"
      subtitle="Grafana shows it in a dashboard's settings, for variables of the kind Query."
    >
      <Editor datasource={instance} query={query} onChange={setQuery} onRunQuery={() => undefined} />
      <h4>Values</h4>
      {answer !== null && 'problem' in answer && <Alert severity="error" title={answer.problem} />}
      {answer !== null && 'values' in answer && (
        <Stack direction="row" wrap="wrap" gap={1} data-testid="preview-values">
          {answer.values.map((value) => (
            <Tag key={value} name={value} />
          ))}
        </Stack>
      )}
    </TitledPage>
  );
}

function useValues(instance: DataSourceApi, query: unknown): Answer {
  const [answer, setAnswer] = useState<Answer>(null);
  useEffect(() => {
    let isCurrent = true;
    valuesOf(instance, query).then(
      (values) => isCurrent && setAnswer({ values }),
      (error: unknown) => isCurrent && setAnswer({ problem: messageOf(error) })
    );
    return () => {
      isCurrent = false;
    };
  }, [instance, query]);
  return answer;
}

async function valuesOf({ variables }: DataSourceApi, query: unknown): Promise<string[]> {
  if (!(variables instanceof CustomVariableSupport)) {
    return [];
  }
  const range = getDefaultTimeRange();
  const request = { targets: [query], scopedVars: {}, range } as unknown as DataQueryRequest;
  const { data } = await lastValueFrom(variables.query(request));
  return (data as MetricFindValue[]).map(({ text }) => text);
}

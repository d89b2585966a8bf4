import type { DataSourceSettings } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { Alert, Button, Field, Input, LoadingPlaceholder } from '@grafana/ui';
import { useEffect, useState } from 'react';

import { boot } from '../boot';
import { useLoaded } from '../loaded';
import { messageOf } from '../message-of';
import { TitledPage } from '../TitledPage';

interface Verdict {
  readonly severity: 'success' | 'error';
  readonly message: string;
  readonly advice: string;
}

/** The data source's settings page: name, our editor, save and test. */
export function SettingsPage() {
  const { plugin, settings } = useLoaded();
  const url = `/api/datasources/uid/${settings.uid}`;
  const [options, setOptions] = useState<DataSourceSettings | null>(null);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  useEffect(() => {
    void getBackendSrv().get<DataSourceSettings>(url).then(setOptions);
  }, [url]);
  const { ConfigEditor } = plugin.components;
  if (options === null || ConfigEditor === undefined) {
    return <LoadingPlaceholder text="Loading the settings" />;
  }
  const saveAndTest = async () => {
    setVerdict(null);
    try {
      const { datasource } = await getBackendSrv().put<{ datasource: DataSourceSettings }>(url, options);
      setOptions(datasource);
      setVerdict(await health(url));
    } catch (error) {
      setVerdict({ severity: 'error', message: messageOf(error), advice: '' });
    }
  };
  return (
    <TitledPage title={options.name} subtitle="Type: StackFlow SRE Metrics. Grafana shows this page to administrators.">
      {boot.role !== 'Admin' && (
        <Alert severity="info" title={`Grafana would not open this page for the role ${boot.role}`} />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void saveAndTest();
        }}
      >
        <Field label="Name">
          <Input
            value={options.name}
            width={40}
            onChange={(event) => setOptions({ ...options, name: event.currentTarget.value })}
          />
        </Field>
        <div>
          <ConfigEditor options={options} onOptionsChange={setOptions} />
        </div>
        {verdict !== null && (
          <Alert severity={verdict.severity} title={verdict.message} data-testid="preview-health">
            {verdict.advice}
          </Alert>
        )}
        <div>
          <Button type="submit">Save &amp; test</Button>
        </div>
      </form>
    </TitledPage>
  );
}

interface Health {
  readonly message: string;
  readonly details?: { readonly verboseMessage?: string };
}

async function health(url: string): Promise<Verdict> {
  try {
    const { message } = await getBackendSrv().get<Health>(`${url}/health`, undefined, undefined, {
      showErrorAlert: false,
    });
    return { severity: 'success', message, advice: '' };
  } catch (error) {
    const { data } = error as { readonly data?: Health };
    return {
      severity: 'error',
      message: data?.message ?? messageOf(error),
      advice: data?.details?.verboseMessage ?? '',
    };
  }
}

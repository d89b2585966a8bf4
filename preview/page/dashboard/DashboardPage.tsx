import { UrlSyncContextProvider } from '@grafana/scenes';
import { getBackendSrv } from '@grafana/runtime';
import type { Dashboard } from '@grafana/schema';
import { Alert, ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { useParams } from 'react-router-dom';

import { sceneOf } from './scene-of';
import type { Shown } from './scene-of';

type Fetched = { readonly dashboard: Dashboard } | { readonly problem: string } | null;

/** One dashboard, at the address it has in Grafana: `/d/{uid}`. */
export function DashboardPage() {
  const { uid = '' } = useParams();
  const fetched = useDashboard(uid);
  if (fetched === null) {
    return <LoadingPlaceholder text="Loading the dashboard" />;
  }
  return 'problem' in fetched ? (
    <Alert severity="error" title="The dashboard cannot be shown">
      {fetched.problem}
    </Alert>
  ) : (
    <ErrorBoundaryAlert title="The dashboard cannot be shown" style="alertbox">
      <ShownDashboard key={uid} dashboard={fetched.dashboard} />
    </ErrorBoundaryAlert>
  );
}

function ShownDashboard({ dashboard }: { readonly dashboard: Dashboard }) {
  const { search } = window.location;
  const scene = useMemo(() => sceneOf(dashboard, shownBy(search)), [dashboard]);
  return (
    <UrlSyncContextProvider scene={scene} updateUrlOnInit createBrowserHistorySteps>
      <scene.Component model={scene} />
    </UrlSyncContextProvider>
  );
}

function shownBy(search: string): Shown {
  const params = new URLSearchParams(search);
  const panelId = Number(params.get('viewPanel')?.replace('panel-', '') ?? NaN);
  return {
    ...(Number.isInteger(panelId) && { panelId }),
    hidesTimePicker: params.has('_dash.hideTimePicker'),
    hidesVariables: params.has('_dash.hideVariables'),
    hidesLinks: params.has('_dash.hideLinks'),
  };
}

function useDashboard(uid: string): Fetched {
  const [fetched, setFetched] = useState<Fetched>(null);
  useEffect(() => {
    let isMeant = true;
    setFetched(null);
    getBackendSrv()
      .get<{ dashboard: Dashboard }>(`/api/dashboards/uid/${encodeURIComponent(uid)}`, undefined, undefined, {
        showErrorAlert: false,
      })
      .then(
        ({ dashboard }) => isMeant && setFetched({ dashboard }),
        (error: { message?: string }) => isMeant && setFetched({ problem: error.message ?? 'It cannot be read.' })
      );
    return () => {
      isMeant = false;
    };
  }, [uid]);
  return fetched;
}

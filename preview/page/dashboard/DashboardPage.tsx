import { SceneGridLayout, UrlSyncContextProvider } from '@grafana/scenes';
import { getBackendSrv } from '@grafana/runtime';
import type { Dashboard } from '@grafana/schema';
import { Alert, ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import { useLocation, useParams } from 'react-router-dom';

import { messageOf } from '../message-of';
import { LOADING } from '../settled';
import { displayBy } from './display';
import { sceneOf } from './scene-of';
import type { Shown } from './scene-of';

type Fetched = { readonly dashboard: Dashboard } | { readonly problem: string } | null;

/** One dashboard, at the address it has in Grafana: `/d/{uid}`. */
export function DashboardPage() {
  const { uid = '' } = useParams();
  return <FetchedDashboard key={uid} uid={uid} />;
}

function FetchedDashboard({ uid }: { readonly uid: string }) {
  const fetched = useDashboard(uid);
  if (fetched === null) {
    return (
      <div data-state={LOADING}>
        <LoadingPlaceholder text="Loading the dashboard" />
      </div>
    );
  }
  return 'problem' in fetched ? (
    <Alert severity="error" title="The dashboard cannot be shown">
      {fetched.problem}
    </Alert>
  ) : (
    <ErrorBoundaryAlert title="The dashboard cannot be shown" style="alertbox">
      <ShownDashboard dashboard={fetched.dashboard} />
    </ErrorBoundaryAlert>
  );
}

function ShownDashboard({ dashboard }: { readonly dashboard: Dashboard }) {
  const { search } = useLocation();
  const shown = shownBy(search);
  // Range and variables change the address, too, without another scene.
  const shownJson = JSON.stringify(shown);
  const scene = useMemo(() => sceneOf(dashboard, JSON.parse(shownJson) as Shown), [dashboard, shownJson]);
  const { isFitted } = displayBy(search);
  useEffect(() => {
    document.title = `${dashboard.title ?? 'Dashboard'} (SRE Metrics preview)`;
  }, [dashboard]);
  useEffect(() => {
    const { body } = scene.state;
    if (body instanceof SceneGridLayout) {
      body.setState({ UNSAFE_fitPanels: isFitted });
    }
  }, [scene, isFitted]);
  return (
    <UrlSyncContextProvider key={shownJson} scene={scene} updateUrlOnInit createBrowserHistorySteps>
      <scene.Component model={scene} />
    </UrlSyncContextProvider>
  );
}

function shownBy(search: string): Shown {
  const params = new URLSearchParams(search);
  const panelId = Number(params.get('viewPanel')?.replace('panel-', '') ?? NaN);
  const hides = (part: string) => ['', 'true'].includes(params.get(`_dash.hide${part}`) ?? 'false');
  return {
    ...(Number.isInteger(panelId) && { panelId }),
    hidesTimePicker: hides('TimePicker'),
    hidesVariables: hides('Variables'),
    hidesLinks: hides('Links'),
  };
}

function useDashboard(uid: string): Fetched {
  const [fetched, setFetched] = useState<Fetched>(null);
  useEffect(() => {
    let isCurrent = true;
    getBackendSrv()
      .get<{ dashboard: Dashboard }>(`/api/dashboards/uid/${encodeURIComponent(uid)}`, undefined, undefined, {
        showErrorAlert: false,
      })
      .then(
        ({ dashboard }) => isCurrent && setFetched({ dashboard }),
        (error: unknown) => isCurrent && setFetched({ problem: messageOf(error) })
      );
    return () => {
      isCurrent = false;
    };
  }, [uid]);
  return fetched;
}

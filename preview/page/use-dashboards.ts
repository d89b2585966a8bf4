import { getBackendSrv } from '@grafana/runtime';
import { useEffect, useState } from 'react';

/** What the picker and links offer. */
export interface DashboardHit {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly url: string;
}

let hits: Promise<readonly DashboardHit[]> | undefined;

/** Every dashboard of the preview, asked for once; null until they are known. */
export function useDashboards(): readonly DashboardHit[] | null {
  const [dashboards, setDashboards] = useState<readonly DashboardHit[] | null>(null);
  useEffect(() => {
    hits ??= getBackendSrv().get<readonly DashboardHit[]>('/api/search');
    void hits.then(setDashboards, () => undefined);
  }, []);
  return dashboards;
}

import { REAL_SHOWN_RANGE } from '../../demo/data-sets';

/** What a Grafana with this checkout's provisioning holds. */

export const DATASOURCE = {
  file: 'sre-metrics.yaml',
  uid: 'stackflow-sre-metrics',
  name: 'StackFlow SRE Metrics',
  type: 'stackflow-sremetrics-datasource',
} as const;

export const FOLDER = 'SRE Metrics';

/** What is shown of the real data, as the time picker takes it: `npm run grafana -- --data real`. */
export const DEMO_RANGE = {
  from: String(REAL_SHOWN_RANGE.fromMs),
  to: String(REAL_SHOWN_RANGE.toMs),
} as const;

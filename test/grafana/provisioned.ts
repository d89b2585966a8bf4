import { OUTAGES_RANGE } from '../../demo/real-data';
import { DAY_MS } from '../../src/backend/metrics/time-range';

/** What a Grafana with this checkout's provisioning holds. */

export const DATASOURCE = {
  file: 'sre-metrics.yaml',
  uid: 'stackflow-sre-metrics',
  name: 'StackFlow SRE Metrics',
  type: 'stackflow-sremetrics-datasource',
} as const;

export const FOLDER = 'SRE Metrics';

/** The last 30 days of the demo's data, as the time picker takes them. */
export const DEMO_RANGE = {
  from: String(OUTAGES_RANGE.toMs - 30 * DAY_MS),
  to: String(OUTAGES_RANGE.toMs),
} as const;

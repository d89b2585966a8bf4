import { CATALOGUE_ROUTES } from './catalogue';
import { CONNECTION_ROUTES } from './connection';
import { GATE_ROUTES } from './gate/routes';
import { GITHUB_ROUTES } from './github';
import { PUBLISHING_ROUTES } from './publishing/routes';
import type { Route } from './routing';
import { MONITORING_ROUTES } from './slos/monitoring-route';
import { SLO_ROUTES } from './slos/routes';
import { SLO_SUMMARY_ROUTES } from './slos/summary-route';

/** Every resource; what each answers is in `model/resources`. Where several match, the first does. */
export const ROUTES: readonly Route[] = [
  ...CATALOGUE_ROUTES,
  ...CONNECTION_ROUTES,
  ...SLO_ROUTES,
  ...MONITORING_ROUTES,
  ...SLO_SUMMARY_ROUTES,
  ...GITHUB_ROUTES,
  ...GATE_ROUTES,
  ...PUBLISHING_ROUTES,
];

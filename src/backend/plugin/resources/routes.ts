import { CATALOGUE_ROUTES } from './resources-catalogue';
import { GATE_ROUTES } from './resources-gate';
import { GITHUB_ROUTES } from './resources-github';
import { SLO_ROUTES } from './resources-slos';
import { PUBLISHING_ROUTES } from './resources-publishing';
import type { Route } from './resources-routing';
import { SLO_SUMMARY_ROUTES } from './resources-slo-summary';

/** Every resource; what each answers is in `model/resources`. Where several match, the first does. */
export const ROUTES: readonly Route[] = [
  ...CATALOGUE_ROUTES,
  ...SLO_ROUTES,
  ...SLO_SUMMARY_ROUTES,
  ...GITHUB_ROUTES,
  ...GATE_ROUTES,
  ...PUBLISHING_ROUTES,
];

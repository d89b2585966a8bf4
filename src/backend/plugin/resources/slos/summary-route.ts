import { ok, route } from './resources-routing';
import type { Route } from './resources-routing';
import { sloSummary } from './slo-summary';

/** The specification's object about a service's SLO; `?name=` picks one of several. */
export const SLO_SUMMARY_ROUTES: readonly Route[] = [
  route('GET', 'slos/{service...}', async ({ instance, path, query, signal }) => {
    const asked = { service: path.service, name: query.get('name'), nowMs: Date.now() };
    return ok(await sloSummary(instance, asked, signal));
  }),
];

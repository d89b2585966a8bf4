import { ok, route } from '../routing';
import type { Route } from '../routing';
import { sloSummary } from './summary';

/** The specification's object about a service's SLO; `?name=` picks one of several. */
export const SLO_SUMMARY_ROUTES: readonly Route[] = [
  route('GET', 'slos/{service...}', async ({ instance, path, query, signal }) => {
    const summaryRequest = { service: path.service, name: query.get('name'), nowMs: Date.now() };
    return ok(await sloSummary(instance, summaryRequest, signal));
  }),
];

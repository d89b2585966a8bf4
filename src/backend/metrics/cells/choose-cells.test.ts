/** @jest-environment node */
import { doraQuerySchema } from '../../../model/dora-query';
import type { DoraQueryInput } from '../../../model/dora-query';
import { doraRequest } from '../dora/request';
import { seriesStatement } from '../dora/series';
import { totalsStatement } from '../dora/totals';
import { DAY_MS } from '../time-range';

const TO_MS = Date.UTC(2026, 5, 1);

function request(query: Omit<DoraQueryInput, 'queryType'>, { days = 365, usesCells = true } = {}) {
  const range = { fromMs: TO_MS - days * DAY_MS, toMs: TO_MS };
  return doraRequest(doraQuerySchema.parse({ queryType: 'dora', ...query }), range, { rowLimit: 1000, usesCells });
}

const seriesOf = (query: Omit<DoraQueryInput, 'queryType'>) =>
  seriesStatement({ ...request(query), bucketing: { kind: 'calendar', unit: 'day', zone: 'UTC' }, sample: 'none' });

describe('the plan of a statement', () => {
  it.each(['deploymentFrequency', 'leadTime', 'mttr', 'changeFailureRate'] as const)(
    'is kept of a value or a series of %s of all services',
    (metric) => {
      expect([totalsStatement(request({ metric })).planning, seriesOf({ metric }).planning]).toEqual(['kept', 'kept']);
    }
  );

  it.each<[string, Omit<DoraQueryInput, 'queryType'>]>([
    ['of one team', { metric: 'deploymentFrequency', teams: ['Sales'] }],
    ['that looks for unplanned changes in records', { metric: 'reworkRate' }],
    ['that reads records', { metric: 'failedDeploymentRecoveryTime' }],
  ])('is made for its values where it is one %s', (_, query) => {
    expect([totalsStatement(request(query)).planning, seriesOf(query).planning]).toEqual(['fresh', 'fresh']);
  });

  it('is made for its values where a series is of each service', () => {
    const query = { metric: 'deploymentFrequency', groupBy: 'service' } as const;
    expect([totalsStatement(request(query)).planning, seriesOf(query).planning]).toEqual(['kept', 'fresh']);
  });

  it('is made for its values where cells do not answer', () => {
    const query = { metric: 'deploymentFrequency' } as const;
    expect(totalsStatement(request(query, { usesCells: false })).planning).toBe('fresh');
    expect(totalsStatement(request(query, { days: 0.1 })).planning).toBe('fresh');
  });
});

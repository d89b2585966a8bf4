import { clientReader } from '../../src/backend/aurora/client-reader';
import { comparedTotals } from '../../src/backend/metrics/dora/comparison';
import { doraRequest } from '../../src/backend/metrics/dora/request';
import { silencesAt } from '../../src/backend/metrics/freshness/silence';
import { sourceFreshness } from '../../src/backend/metrics/freshness/source-freshness';
import { doraQuerySchema } from '../../src/model/dora-query';
import type { DoraMetric, FourMetric } from '../../src/model/dora-metrics';
import { notMeasured } from '../../src/model/level-evidence';
import { usualGapsOf } from '../../src/model/record-sources';
import { temporaryFolder } from '../../test/support/command-line';
import { createTestDatabase } from '../../test/support/database';
import type { TestDatabase } from '../../test/support/database';
import { signals, totals } from '../../test/support/dora';
import { budgetsAt } from '../../test/support/error-budget';
import { ranking } from '../../test/support/reliability';
import { loadCompany } from './load-company';
import { DAY } from './records';

/** What the sample company shows of evidence: missing in places, and of changes more than chance in others. */

/** A Friday noon, and an early Thursday: weeks are cut elsewhere. */
const ENDS = ['2026-05-01T12:00:00.000Z', '2024-03-07T03:41:17.000Z'] as const;

const NEVER = new AbortController().signal;

describe.each(ENDS)('that ends at %s', (end) => {
  let database: TestDatabase;
  beforeAll(async () => {
    const folder = await temporaryFolder();
    database = await createTestDatabase();
    await loadCompany(database.client, Date.parse(end), folder.path);
    await folder.remove();
  }, 90_000);
  afterAll(() => database.drop());

  const reader = () => clientReader(database.client);
  const shown = { from: new Date(Date.parse(end) - 30 * DAY * 1000).toISOString(), to: end, now: end };

  async function trendOf(metric: DoraMetric) {
    const range = { fromMs: Date.parse(shown.from), toMs: Date.parse(end) };
    const request = doraRequest(doraQuerySchema.parse({ queryType: 'dora', metric }), range, {
      rowLimit: 100,
      usesCells: false,
    });
    const { trends } = await comparedTotals(reader(), request, NEVER);
    return [...trends.values()].map(({ verdict }) => verdict);
  }

  it('has trends that are more than chance, and such that are not', async () => {
    const verdicts: Readonly<Record<FourMetric, string>> = {
      deploymentFrequency: 'better',
      leadTime: 'better',
      mttr: 'usual',
      changeFailureRate: 'usual',
    };
    for (const [metric, verdict] of Object.entries(verdicts)) {
      expect([metric, ...(await trendOf(metric as FourMetric))]).toEqual([metric, verdict]);
    }
  });

  it('has a team whose deployments break the limits of their own past, and one whose do not', async () => {
    const { lines } = await signals(reader(), { ...shown, metric: 'deploymentFrequency', groupBy: 'team' });
    const verdicts = lines.map(({ group, newest }) => [group.by === 'team' ? group.team : '', newest?.verdict]);
    expect(verdicts).toEqual(
      expect.arrayContaining([
        ['Shop', { kind: 'signal', rule: 'outside', side: 'above' }],
        ['Payments', { kind: 'usual' }],
      ])
    );
  });

  it('has a team that links no incident: its failures are not measured, those of the others are', async () => {
    const { totals: all } = await totals(reader(), { ...shown, metric: 'changeFailureRate', groupBy: 'team' });
    const unmeasured = all.filter((one) => notMeasured('changeFailureRate', one) !== null);
    expect(unmeasured.map(({ group }) => (group.by === 'team' ? group.team : ''))).toEqual(['Logistics', null]);
  });

  it('has rework that people and GitHub told of', async () => {
    const { totals: all } = await totals(reader(), { ...shown, metric: 'reworkRate', groupBy: 'team' });
    const measured = all.filter((one) => notMeasured('reworkRate', one) === null);
    expect(measured).toHaveLength(all.length);
  });

  it('has a service without an outage on record', async () => {
    const { services } = await ranking(reader(), shown);
    expect(services.filter(({ isOnRecord }) => !isOnRecord).map(({ service }) => service)).toEqual(['Gift Cards']);
  });

  it('has a service that is monitored for less than the window of its SLO', async () => {
    const budgets = await budgetsAt(reader(), end);
    const shorter = budgets.filter(({ measuredDays, windowDays }) => measuredDays < windowDays);
    expect(shorter.map(({ service, measuredDays }) => [service, measuredDays])).toEqual([['Fraud Check', 12]]);
  });

  it('rests on no silence', async () => {
    const hearing = { freshness: await sourceFreshness(reader(), false, NEVER), usualGaps: usualGapsOf({}) };
    expect(silencesAt(hearing, Date.parse(end))).toEqual({ changes: null, incidents: null, downtime: null });
  });

  it('has pull requests that brought two services live', async () => {
    const { rows } = await database.client.query<{ services: string[]; pulls: number }>(
      `select p.services, count(*)::int as pulls
       from (
         select array_agg(s.name order by s.name) as services
         from stackflow.github_changes as g
         join stackflow.change_records as c on c.id = g.change_id
         join stackflow.services as s on s.id = c.service_id
         group by g.repository_id, g.subject
         having count(*) > 1
       ) as p
       group by p.services`
    );
    expect(rows).toEqual([{ services: ['Search', 'Storefront'], pulls: expect.any(Number) }]);
    expect(rows[0]?.pulls).toBeGreaterThan(20);
  });
});

import { TEXT_COLOURS } from '../../../model/colours';
import type { GateDecision } from '../../metrics/gate/decisions';
import type { Silence } from '../../metrics/freshness/silence';
import { GATED, HELD, decisionsFrame, gateValueFrame, heardNumber } from './frames';
import { gateSummaryFrame } from './summary-frame';

const FIGURES = {
  ...{ slo: 'uptime', targetPercent: 99.9, windowDays: 30, measuredDays: 30, budgetMinutes: 43.2 },
  ...{ usedMinutes: 60, remainingMinutes: -16.8, usedPercent: 138.9, remainingPercent: -38.9 },
  availabilityPercent: 99.86,
};
const GATED_SHOP: GateDecision = {
  serviceId: '1',
  service: 'Shop',
  team: null,
  gated: true,
  figures: FIGURES,
  sinceMs: 1000,
  reason: 'Used up.',
  override: null,
  held: 2,
};
const OVERRIDDEN: GateDecision = {
  ...GATED_SHOP,
  service: 'Search',
  override: { id: '7', by: 'ann', reason: 'r', untilMs: 5000 },
};
const WITHOUT_SLO: GateDecision = {
  ...GATED_SHOP,
  ...{ service: 'Fax', gated: false, figures: null, sinceMs: null, reason: null, held: 0 },
};

const valuesOf = (frame: ReturnType<typeof decisionsFrame>, name: string) => {
  const column = frame.columns.find((candidate) => candidate.name === name);
  return column === undefined ? undefined : 'values' in column ? column.values : column.valuesMs;
};

it('tells gated services from those with an override, and leaves out those without an SLO', () => {
  const frame = decisionsFrame({ decisions: [GATED_SHOP, OVERRIDDEN, WITHOUT_SLO], truncated: true }, 'select 1');
  expect(valuesOf(frame, 'Service')).toEqual(['Shop', 'Search']);
  expect(valuesOf(frame, 'State')).toEqual(['Gated', 'Overridden']);
  expect(valuesOf(frame, 'Override until')).toEqual([null, 5000]);
  expect(frame.meta.notices).toEqual([expect.objectContaining({ severity: 'warning' })]);
});

it('counts an overridden service as gated, under labels without the SLO', () => {
  const decisions = { decisions: [GATED_SHOP, OVERRIDDEN, WITHOUT_SLO], truncated: false };
  expect(gateValueFrame(decisions, GATED, '').columns).toMatchObject([
    { labels: { service: 'Shop', team: '(no team)' }, values: [1] },
    { labels: { service: 'Search' }, values: [1] },
  ]);
});

it('counts held changes of a service that has no SLO any more', () => {
  const decisions = { decisions: [{ ...WITHOUT_SLO, held: 3 }], truncated: false };
  expect(gateValueFrame(decisions, HELD, '').columns).toMatchObject([{ labels: { service: 'Fax' }, values: [3] }]);
});

it.each([
  [{ services: 0, gated: 0, names: [], held: 0 }, 'no SLOs'],
  [{ services: 4, gated: 0, names: [], held: 0 }, 'none'],
  [{ services: 4, gated: 2, names: ['Shop', 'Search'], held: 0 }, 'Shop, Search'],
  [{ services: 4, gated: 3, names: ['Shop'], held: 5 }, 'Shop +2'],
])('says in words: %j', (summary, text) => {
  expect(valuesOf(gateSummaryFrame(summary, { asOfMs: 0, silence: null }, ''), 'Gated')).toEqual([text]);
});

const SILENCE: Silence = {
  feed: 'downtime',
  sinceMs: Date.UTC(2026, 7, 21),
  usualGapSeconds: 90_000,
  atMs: Date.UTC(2026, 10, 29),
};

it('says of nothing gated that nothing is known in a silence, and of what is gated as ever', () => {
  const facts = { asOfMs: 0, silence: SILENCE };
  const summary = { services: 4, gated: 0, names: [], held: 0 };
  const unknown = gateSummaryFrame(summary, facts, '');
  expect(valuesOf(unknown, 'Gated')).toEqual(['no data since 21 Aug']);
  expect(unknown.columns[0]?.config?.mappings).toMatchObject([
    { options: { 'no data since 21 Aug': { color: TEXT_COLOURS.plain } } },
  ]);
  expect(valuesOf(gateSummaryFrame({ ...summary, gated: 1, names: ['Shop'] }, facts, ''), 'Gated')).toEqual(['Shop']);
});

it('counts no service as open in a silence', () => {
  const decisions = { decisions: [GATED_SHOP, { ...GATED_SHOP, gated: false }], truncated: false };
  const { columns } = gateValueFrame(decisions, heardNumber(GATED, SILENCE), '');
  expect(columns).toMatchObject([{ values: [1] }, { values: [null] }]);
});

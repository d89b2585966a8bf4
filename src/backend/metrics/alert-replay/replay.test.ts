/** @jest-environment node */
import fc from 'fast-check';

import { DATA_GROUP } from '../../../../alerting/data-rules';
import { DEFAULT_EDGES, DORA_GROUP } from '../../../../alerting/dora-rules';
import { ERROR_BUDGET_GROUP } from '../../../../alerting/error-budget-rules';
import { GATE_GROUP } from '../../../../alerting/gate-rules';
import { REPLAYED_RULES, LEFT_OUT_RULES, sampledRule } from '../../../../alerting/replayed-rules';
import { DowntimeClock } from './downtime-clock';
import type { DownPiece } from './downtime-clock';
import { firingsOf } from './firings';
import { MINUTE_US, common, runsOver, united, without } from './minute-runs';
import type { Run } from './minute-runs';
import { replay } from './replay';
import type { Firing } from './replay';
import { budgetUs } from './rules';
import type { Demand } from './rules';

const DAY_MINUTES = 24 * 60;
const SECOND_US = 1_000_000;

/** Outages as gaps and lengths in seconds, from the beginning of time on. */
function piecesOf(outages: readonly (readonly [gapSeconds: number, seconds: number])[]): DownPiece[] {
  let at = 0;
  return outages.map(([gap, seconds]) => {
    const startUs = at + gap * SECOND_US;
    at = startUs + seconds * SECOND_US;
    return { startUs, endUs: at };
  });
}

const anyOutages = (gapSeconds: number, seconds: number, most = 30) =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: gapSeconds }), fc.integer({ min: 1, max: seconds })), {
    maxLength: most,
  });

/** The downtime of a stretch, piece by piece. */
function overlap(pieces: readonly DownPiece[], fromUs: number, toUs: number): number {
  return pieces.reduce(
    (sum, { startUs, endUs }) => sum + Math.max(0, Math.min(endUs, toUs) - Math.max(startUs, fromUs)),
    0
  );
}

const minutesIn = (runs: readonly Run[]) =>
  runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

it('knows each minute as if it were evaluated alone', () => {
  const limits = fc.record({
    outages: anyOutages(4000, 2000),
    lengthSeconds: fc.integer({ min: 1, max: 8000 }),
    limitSeconds: fc.integer({ min: 0, max: 3000 }),
    from: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(limits, ({ outages, lengthSeconds, limitSeconds, from }) => {
      const pieces = piecesOf(outages);
      const lengthUs = lengthSeconds * SECOND_US;
      const isOver = (downtimeUs: number) => downtimeUs > limitSeconds * SECOND_US;
      const minutes = { from, to: from + 500 };
      const expected = minutesIn([minutes]).filter((minute) =>
        isOver(overlap(pieces, minute * MINUTE_US - lengthUs, minute * MINUTE_US))
      );
      const runs = runsOver(new DowntimeClock(pieces), { lengthUs, isOver }, minutes);
      expect(minutesIn(runs)).toEqual(expected);
      expect(united(runs)).toEqual(runs);
    })
  );
});

it('what is common and what is not holds minute by minute', () => {
  const anyRuns = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 })), { maxLength: 8 })
    .map((pairs) => united(pairs.map(([from, more]) => ({ from, to: from + more }))));
  fc.assert(
    fc.property(anyRuns, anyRuns, (one, other) => {
      const others = new Set(minutesIn(other));
      expect(minutesIn(common(one, other))).toEqual(minutesIn(one).filter((minute) => others.has(minute)));
      expect(minutesIn(without(one, other))).toEqual(minutesIn(one).filter((minute) => !others.has(minute)));
    })
  );
});

/** Grafana's states, minute by minute. */
function statesOf(held: ReadonlySet<number>, pending: number, keep: number, end: number): number[] {
  let state: 'normal' | 'pending' | 'alerting' | 'recovering' = 'normal';
  let since = 0;
  const enter = (next: typeof state, minute: number) => {
    state = next;
    since = minute;
  };
  return Array.from({ length: end + 1 }, (_, minute) => minute).filter((minute) => {
    if (held.has(minute)) {
      if (state === 'normal' && pending > 0) {
        enter('pending', minute);
      } else if (state !== 'alerting' && (state !== 'pending' || minute - since >= pending)) {
        enter('alerting', minute);
      }
    } else if (state === 'alerting' && keep > 0) {
      enter('recovering', minute);
    } else if (state !== 'recovering' || minute - since >= keep) {
      enter('normal', minute);
    }
    return state === 'alerting' || state === 'recovering';
  });
}

it("fires and resolves as Grafana's states do", () => {
  const cases = fc.record({
    minutes: fc.array(fc.boolean(), { minLength: 1, maxLength: 80 }),
    pendingMinutes: fc.integer({ min: 0, max: 5 }),
    keepFiringMinutes: fc.integer({ min: 0, max: 6 }),
  });
  fc.assert(
    fc.property(cases, ({ minutes, pendingMinutes, keepFiringMinutes }) => {
      const held = minutes.flatMap((holds, minute) => (holds ? [minute] : []));
      const end = minutes.length - 1;
      const runs = united(held.map((minute) => ({ from: minute, to: minute })));
      const firings = firingsOf(runs, { pendingMinutes, keepFiringMinutes }, end);
      const firing = firings.flatMap(({ from, to }) => minutesIn([{ from, to: to - 1 }]));
      expect(firing).toEqual(statesOf(new Set(held), pendingMinutes, keepFiringMinutes, end));
    })
  );
});

/** Every alert of one SLO in its first so many days. */
function alertsOf(demand: Demand, pieces: readonly DownPiece[], days: number): Firing[] {
  const period = {
    ...demand,
    sloId: '1',
    serviceId: '1',
    service: 'Shop',
    team: null,
    slo: 'availability',
    monitoredSinceMs: null,
    fromMs: 0,
    toMs: days * DAY_MINUTES * 60_000,
  };
  return replay({ periods: [period], down: new Map([['1', pieces]]) }, REPLAYED_RULES);
}

const anyDemand = fc.record({
  targetPercent: fc.constantFrom(90, 95, 99, 99.5, 99.9, 99.95),
  windowDays: fc.integer({ min: 1, max: 60 }),
});
const isBurn = ({ rule }: Firing) => rule.condition.kind === 'burn';

it('no burn alert fires at a rate at which the objective would be met', () => {
  fc.assert(
    fc.property(anyDemand, anyOutages(40_000, 4000), (demand, outages) => {
      const pieces = piecesOf(outages);
      for (const { rule, fromMs } of alertsOf(demand, pieces, 20).filter(isBurn)) {
        const { condition } = rule;
        const limit = condition.kind === 'burn' ? condition.limitOf(demand.windowDays) : null;
        const lengths = [limit?.longSeconds ?? NaN, limit?.shortSeconds ?? NaN];
        for (const seconds of lengths) {
          const down = overlap(pieces, fromMs * 1000 - seconds * SECOND_US, fromMs * 1000);
          // As much of any stretch as the budget is of the window: at this rate the objective is just met.
          expect(down / (seconds * SECOND_US)).toBeGreaterThan(
            budgetUs(demand) / (demand.windowDays * 86_400 * SECOND_US)
          );
        }
      }
    })
  );
});

it('an exhausted budget has been preceded by a burn alert', () => {
  fc.assert(
    fc.property(anyDemand, anyOutages(60_000, 4000, 60), (demand, outages) => {
      const pieces = piecesOf(outages);
      const alerts = alertsOf(demand, pieces, 30);
      for (const { fromMs } of alerts.filter(({ rule }) => rule.condition.kind === 'exhausted')) {
        const windowMs = demand.windowDays * 86_400_000;
        const wasAlerted = alerts.some(
          (alert) => isBurn(alert) && alert.fromMs <= fromMs && alert.toMs > fromMs - windowMs
        );
        expect(wasAlerted).toBe(true);
      }
    })
  );
});

it('an outage of 99.9 % over 30 days: paged within two minutes, exhausted in a ticket, each alert sent once', () => {
  const alerts = alertsOf({ targetPercent: 99.9, windowDays: 30 }, piecesOf([[40 * 86_400, 3600]]), 80);
  const startMs = 40 * 86_400_000;
  const times = Object.fromEntries(
    alerts.map(({ rule, fromMs, messages }) => [rule.uid, [fromMs - startMs, messages]])
  );
  expect(times).toMatchObject({
    'sre-error-budget-fast-burn': [60_000, 1],
    'sre-error-budget-slow-burn-6h': [3 * 60_000, 1],
    'sre-error-budget-exhausted': [44 * 60_000, 1],
  });
  // What is left is little on its way down, and on its way back a window later.
  // All but the one for what no burn rate pages for, and but for the one that comes twice.
  expect(alerts).toHaveLength(REPLAYED_RULES.length);
  const exhausted = alerts.find(({ rule }) => rule.condition.kind === 'exhausted');
  expect(exhausted).toMatchObject({ left: { minutes: expect.closeTo(43.2 - 44, 9), slo: 'availability' } });
});

it.each([
  [100, 299, false],
  [100, 360, true],
  [83.3333, 360, true],
  [83.3334, 360, false],
])('%d %% over 30 days, down for %d s: paged for being down: %s', (targetPercent, seconds, isPaged) => {
  const alerts = alertsOf({ targetPercent, windowDays: 30 }, piecesOf([[86_400, seconds]]), 2);
  const pages = alerts.filter(({ rule }) => rule.severity === 'page').map(({ rule, fromMs }) => [rule.uid, fromMs]);
  expect(pages).toEqual(isPaged ? [['sre-down-out-of-reach', 86_400_000 + 300_000]] : []);
});

it('gates a service while any of its SLOs is exhausted, with one alert for all', () => {
  const period = {
    sloId: '1',
    serviceId: '1',
    service: 'Shop',
    team: null,
    monitoredSinceMs: null,
    slo: 'strict',
    fromMs: 0,
  };
  const toMs = 20 * 86_400_000;
  const periods = [
    { ...period, toMs, targetPercent: 99.9, windowDays: 7 },
    { ...period, toMs, sloId: '2', slo: 'lax', targetPercent: 99, windowDays: 7 },
  ];
  // 10.08 minutes are the budget of the strict one, 100.8 that of the lax one.
  const down = new Map([['1', piecesOf([[86_400, 7200]])]]);
  const gated = replay({ periods, down }, REPLAYED_RULES).filter(({ rule }) => rule.condition.kind === 'gated');
  const startMs = 86_400_000;
  expect(gated).toMatchObject([{ service: 'Shop', left: null, fromMs: startMs + 11 * 60_000 }]);
  // Until the strict one has its budget back, and a quarter of an hour more.
  expect(gated[0]?.toMs).toBe(startMs + 7 * 86_400_000 + (120 - 10 + 15) * 60_000);
});

it('replays every rule that comes with the data source, or says why not', () => {
  const groups = [ERROR_BUDGET_GROUP, GATE_GROUP, DORA_GROUP, DATA_GROUP];
  const shipped = groups.flatMap(({ rules }) => rules.map(({ uid }) => uid));
  const named = [...REPLAYED_RULES, sampledRule(DEFAULT_EDGES), ...LEFT_OUT_RULES].map(({ uid }) => uid);
  expect(named.toSorted()).toEqual(shipped.toSorted());
});

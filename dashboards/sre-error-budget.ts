import { ScaleDistribution, ScaleDistributionConfigBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { ERROR_BUDGET_MEASURE_INFO } from '../src/model/error-budget-measures';
import { BURN_TIERS } from '../src/model/burn-alerts';
import type { BurnTier } from '../src/model/burn-alerts';
import type { ErrorBudgetMeasure, Lookback } from '../src/model/error-budget-measures';
import type { SavedErrorBudgetQuery } from '../src/model/saved-query';
import { ofSlos } from './annotations';
import { dashboard } from './dashboard';
import type { Section } from './dashboard';
import { REMAINING_CELLS, TO_BUDGET, TO_GATE, budgetBars, budgetTable } from './error-budgets';
import { DASHBOARD_UIDS, LINKED_PANELS } from './ids';
import { valueLink } from './links';
import { LEGEND_AT_RIGHT, NO_LEGEND, lines, marked } from './panels/graph';
import { LINK, SAYING, SILENT, TIME, table } from './panels/table';
import type { ColumnLook } from './panels/table';
import { columns } from './panels/transformations';
import { scope } from './query';
import { VARIABLES } from './variable-names';
import { sloVariable } from './variables';

/** Error budgets at length: how they burn, how long they last, and what spent them. */

const SLOS = [`$${VARIABLES.slo}`] as const;

function budgetSeries(measure: ErrorBudgetMeasure, lookback?: Lookback): SavedErrorBudgetQuery {
  return {
    queryType: 'errorBudget',
    shape: 'series',
    measure,
    ...(lookback && { lookback }),
    ...scope(),
    slos: [...SLOS],
  };
}

/** Lines are smooth enough at this many points, and as quick as they can be. */
const LINE_POINTS = 240;

/** In the table's order. */
const SLO_COLUMNS: Readonly<Record<string, ColumnLook>> = {
  Service: { links: [TO_BUDGET], isWrapped: true },
  SLO: { isWrapped: true },
  Target: { widthPx: 65 },
  Window: { widthPx: 75 },
  Availability: { ...SILENT, links: [TO_BUDGET] },
  Remaining: { ...SAYING, cell: 'number', thresholds: REMAINING_CELLS },
  'Remaining minutes': { ...SILENT, title: 'Minutes left', links: [TO_GATE] },
  'Burn rate 1h': { title: 'Burn 1h', widthPx: 65 },
  'Burn rate 3d': { title: 'Burn 3d', widthPx: 65 },
  'Lasts, as in the last day': { title: 'Lasts, by 1 d', widthPx: 90 },
  'Lasts, as in the last 7 days': { title: 'Lasts, by 7 d', widthPx: 90 },
  Evidence: { isWrapped: true },
};

/** From a point to all that is known of its SLO. */
const TO_SLO = valueLink('Error budget in detail', DASHBOARD_UIDS.errorBudget, {
  [VARIABLES.service]: { label: 'service' },
  [VARIABLES.slo]: { label: 'slo' },
});

const BURN_DOWN = marked(
  lines({
    id: LINKED_PANELS.burnDown.panelId,
    title: 'Burn-down',
    description: `${ERROR_BUDGET_MEASURE_INFO.remainingPercent.sentence} Each point is the state of the window that ends there.`,
    width: 16,
    height: 12,
    queries: { A: budgetSeries('remainingPercent') },
    links: [TO_SLO],
  }),
  [{ at: 0, color: 'red' }]
)
  .maxDataPoints(LINE_POINTS)
  .legend(LEGEND_AT_RIGHT);

const NOW: Section = {
  panels: [
    budgetBars({ id: LINKED_PANELS.budgetRemaining.panelId, width: 8, height: 12 }, SLOS),
    BURN_DOWN,
    table(
      {
        id: 5,
        title: 'SLOs, the one in most trouble first',
        emptyText: 'No SLO matches',
        description:
          'All that is known of each objective at the end of the time range, over its own window. How long it lasts is the projection: if downtime goes on as over the last day, or the last seven.',
        width: 24,
        height: 11,
        queries: { A: budgetTable(SLOS) },
      },
      SLO_COLUMNS
    ).transformations(columns(...Object.keys(SLO_COLUMNS))),
  ],
};

/** Each tier of alerts: the queries of its burn rate and of its limit, and the colour of that. */
const TIERS: Readonly<Record<BurnTier, { readonly rate: string; readonly limit: string; readonly color: string }>> = {
  pageQuick: { rate: 'A', limit: 'E', color: 'red' },
  pageSlow: { rate: 'B', limit: 'F', color: 'orange' },
  ticketQuick: { rate: 'C', limit: 'G', color: 'yellow' },
  ticketSlow: { rate: 'D', limit: 'H', color: 'blue' },
};

/** Burn rates as the rules of docs/alerts.md measure them, and the limits at which those fire for the SLOs that are shown. */
const BURN_QUERIES = Object.fromEntries([
  ...BURN_TIERS.map((tier) => [TIERS[tier].rate, budgetSeries('burnRate', tier)] as const),
  ...BURN_TIERS.map((tier) => [TIERS[tier].limit, budgetSeries('burnLimit', tier)] as const),
]);

/** SLOs over like windows have their limits in common, so that their lines lie on one another and need no legend. */
function dashedLimits(builder: PanelBuilder): PanelBuilder {
  return BURN_TIERS.reduce(
    (configured, tier) =>
      configured.overrideByQuery(TIERS[tier].limit, [
        { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
        { id: 'custom.lineWidth', value: 1 },
        { id: 'custom.showPoints', value: 'never' },
        { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
        { id: 'color', value: { mode: 'fixed', fixedColor: TIERS[tier].color } },
      ]),
    builder
  );
}

/** A short outage burns hundreds of times too fast, beside which a threshold of 6 would lie at the bottom. */
const SPIKES_AND_THRESHOLDS = new ScaleDistributionConfigBuilder()
  .type(ScaleDistribution.Symlog)
  .log(10)
  .linearThreshold(1);

const BURNING: Section = {
  heading: { id: 10, title: 'How it burns' },
  panels: [
    lines({
      id: 6,
      title: 'Time to exhaustion',
      description: `${ERROR_BUDGET_MEASURE_INFO.timeToExhaustion.sentence} As in the last day.`,
      width: 24,
      height: 8,
      queries: { A: { ...budgetSeries('timeToExhaustion', '1d'), wholeUnits: true } },
      links: [TO_SLO],
    })
      .maxDataPoints(LINE_POINTS)
      .axisSoftMin(0)
      .legend(LEGEND_AT_RIGHT),
    dashedLimits(
      lines({
        id: LINKED_PANELS.burnRate.panelId,
        title: 'Burn rate, and where alerts fire',
        description: `${ERROR_BUDGET_MEASURE_INFO.burnRate.sentence} Each line is the burn rate over the long look-back of one alert; the dashed lines are the limits above which it fires for the SLOs shown: quick page red, slow page orange, quick ticket yellow, slow ticket blue. Look-backs and limits go with an SLO's window.`,
        width: 24,
        height: 10,
        queries: BURN_QUERIES,
        links: [TO_SLO],
      })
    )
      .maxDataPoints(LINE_POINTS)
      .displayName('${__field.labels.service}: ${__field.labels.slo}, ${__field.name}')
      .axisSoftMin(0)
      .scaleDistribution(SPIKES_AND_THRESHOLDS)
      // Four lines for each SLO, of which few leave the bottom: the tooltip names the highest first.
      .legend(NO_LEGEND),
  ],
};

const SPENT: Section = {
  heading: { id: 20, title: 'What spent it, and who changed it' },
  panels: [
    table(
      {
        id: 8,
        title: 'Incidents that spent the budget',
        emptyText: 'No incident has spent any of it',
        description:
          "Minutes of each incident inside the SLO's window, maintenance left out, and their share of the budget. Incidents that overlap each count their own minutes, so shares may add up to more than is used.",
        width: 24,
        height: 11,
        queries: { A: { queryType: 'errorBudget', shape: 'incidents', ...scope(), slos: [...SLOS] } },
      },
      {
        Team: { isHidden: true },
        Service: { widthPx: 110, isWrapped: true },
        SLO: { widthPx: 95, isWrapped: true },
        Incident: { isWrapped: true },
        Priority: { isHidden: true },
        Started: TIME,
        Ended: { isHidden: true },
        Downtime: { widthPx: 85 },
        Share: { widthPx: 70 },
        'Users affected': { isHidden: true },
        Link: LINK,
      }
    ),
    table(
      {
        id: 9,
        title: 'Edits of SLOs',
        emptyText: 'No edit in this time range',
        description: 'Who changed which objective in the time range, newest first. An edit rewrites nothing before it.',
        width: 24,
        height: 8,
        queries: { A: { queryType: 'errorBudget', shape: 'edits', ...scope(), slos: [...SLOS] } },
      },
      {
        Time: TIME,
        Service: { isWrapped: true },
        Team: { isHidden: true },
        SLO: { isWrapped: true },
        Change: { isWrapped: true },
        By: { widthPx: 110, isWrapped: true },
      }
    ),
  ],
};

export function sreErrorBudget(): Builder<Dashboard> {
  return dashboard({
    uid: DASHBOARD_UIDS.errorBudget,
    title: 'Error budget',
    description: 'How much downtime each objective still allows, how fast it is spent, and on what.',
    variables: [sloVariable()],
    annotations: ofSlos(),
    range: '30d',
    refresh: '1m',
    sections: [NOW, BURNING, SPENT],
  });
}

import { CoreApp } from '@grafana/data';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { setDashboard } from '../../test/support/dashboard-variables';
import { choose, combobox, pick, showPanel } from '../../test/support/query-panel';
import { QUERY_LABELS as L } from '../labels/control-labels';
import { ERROR_BUDGET_MEASURE_INFO } from '../model/error-budget-measures';
import { parseQuery } from '../model/query';
import { QUERY_TYPES, isFieldOfOthers } from '../model/query-kinds';
import type { SreDataQuery } from './types';

const budget = { refId: 'A', queryType: 'errorBudget' } as const;
const scorecard = { refId: 'A', queryType: 'scorecard' } as const;
const reliability = { refId: 'A', queryType: 'reliability' } as const;
const records = { refId: 'A', queryType: 'records' } as const;
const gate = { refId: 'A', queryType: 'gate' } as const;
const status = { refId: 'A', queryType: 'status' } as const;

const note = () => screen.getByRole('note', { name: L.explanation });
const names = (role: string) => screen.queryAllByRole(role).map((control) => control.getAttribute('aria-label'));

beforeEach(() => setDashboard({ slo: ['uptime'], measure: 'burnRate' }));

describe('each list, found by its role and name, writes its field and runs the query', () => {
  test.each<[SreDataQuery, string, string, object]>([
    [budget, L.measure, 'Burn rate', { measure: 'burnRate' }],
    [budget, L.measure, 'Error budget used (minutes)', { measure: 'usedMinutes' }],
    [budget, L.measure, '$measure', { measure: '$measure' }],
    [{ ...budget, measure: 'burnRate' }, L.lookback, '3 days', { lookback: '3d' }],
    [budget, L.slos, 'uptime', { slos: ['uptime'] }],
    [budget, L.slos, 'not listed', { slos: ['not listed'] }],
    [budget, L.slos, '$slo', { slos: ['$slo'] }],
    [scorecard, L.groupBy, 'Team', { groupBy: 'team' }],
    [scorecard, L.preset, 'DORA 2021', { preset: 'dora-2021' }],
    [scorecard, L.teams, 'core', { teams: ['core'] }],
    [budget, L.services, 'checkout', { services: ['checkout'] }],
    [reliability, L.view, 'Top outages', { view: 'outages' }],
    [{ ...reliability, view: 'heat' }, L.bucket, 'Week', { bucket: 'week' }],
    [reliability, L.teams, 'core', { teams: ['core'] }],
    [records, L.metric, 'MTTR', { metric: 'mttr' }],
    [records, L.select, 'Left out', { select: 'leftOut' }],
    [records, L.tiers, 'Critical', { tiers: ['critical'] }],
    [gate, L.view, 'Blocked changes', { view: 'blocked', shape: 'table' }],
    [{ ...gate, shape: 'value' }, L.view, 'Gated periods', { view: 'spells', shape: 'table' }],
    [gate, L.teams, 'core', { teams: ['core'] }],
    [{ ...status, shape: 'value' }, L.measure, 'Staleness', { measure: 'staleness' }],
    [status, L.view, 'Data quality', { view: 'dataQuality' }],
    // One number each is not what these views have, so the shape goes with the view.
    [{ ...status, shape: 'value' }, L.view, 'Freshness', { view: 'freshness', shape: 'table' }],
    [{ ...status, shape: 'value' }, L.view, 'Publishing', { view: 'publishing', shape: 'value' }],
    [{ ...status, view: 'findings' }, L.check, 'Open changes', { check: 'openChanges' }],
    [{ ...status, view: 'findings' }, L.check, '$measure', { check: '$measure' }],
    [{ ...status, view: 'dataQuality' }, L.teams, 'core', { teams: ['core'] }],
  ])('%j: %s %s', async (query, name, text, after) => {
    const panel = await showPanel(query);
    await choose(name, text);
    expect(panel.last()).toMatchObject({ ...query, ...after });
    expect(panel.runs()).toBe(1);
    if (!text.startsWith('$')) {
      expect(parseQuery(panel.last())).toMatchObject({ ok: true });
    }
  });

  test.each<[SreDataQuery, string]>([
    [budget, 'Time series'],
    [budget, 'Incidents'],
    [budget, 'Edits'],
    [{ ...status, shape: 'value' }, 'Table'],
  ])('%j: the shape %s', async (query, label) => {
    const panel = await showPanel(query);
    await pick(L.shape, label);
    const shapes: Readonly<Record<string, string>> = { 'Time series': 'series' };
    expect(panel.last()).toMatchObject({ ...query, shape: shapes[label] ?? label.toLowerCase() });
    expect(parseQuery(panel.last())).toMatchObject({ ok: true });
  });
});

describe('what happened, as labels of each number', () => {
  const details = () => screen.getByRole('switch', { name: L.details });

  test('is asked for by a switch, explained, and taken away again', async () => {
    const panel = await showPanel(budget, { app: CoreApp.UnifiedAlerting });
    expect(details()).not.toBeChecked();
    await userEvent.click(details());
    expect(panel.last()).toMatchObject({ ...budget, details: true });
    expect(parseQuery(panel.last(), true)).toMatchObject({ ok: true, query: { details: true } });
    expect(note()).toHaveTextContent('the last deployment before them, and the runbook');
    await userEvent.click(details());
    expect(panel.last()).toMatchObject({ details: false });
    expect(panel.runs()).toBe(2);
  });

  test('is for values alone, and goes with another shape', async () => {
    const panel = await showPanel({ ...budget, details: true });
    expect(details()).toBeChecked();
    await pick(L.shape, 'Time series');
    expect(screen.queryByRole('switch', { name: L.details })).not.toBeInTheDocument();
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { details: false } });
  });
});

describe('the kind', () => {
  test.each([
    ['Scorecard', 'scorecard'],
    ['Error budget', 'errorBudget'],
    ['Reliability', 'reliability'],
    ['Records', 'records'],
    ['Change gate', 'gate'],
    ['Status', 'status'],
  ])('%s has an editor, and what is written the backend accepts', async (label, queryType) => {
    const panel = await showPanel({ refId: 'A', queryType: 'dora', metric: 'mttr', services: ['checkout'] });
    await pick(L.queryType, label);
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { queryType } });
    expect(screen.getByRole('radio', { name: label })).toBeChecked();
    expect(screen.queryByRole('combobox', { name: L.statistic })).not.toBeInTheDocument();
    expect(panel.runs()).toBe(1);
  });

  test('starts as what alerts can use in an alert rule', async () => {
    const panel = await showPanel({ refId: 'A', queryType: 'dora', metric: 'mttr' }, { app: CoreApp.UnifiedAlerting });
    await pick(L.queryType, 'Reliability');
    expect(panel.last()).toMatchObject({ view: 'availability' });
  });

  test('an alert rule is offered those that have numbers, and the one it has', async () => {
    await showPanel({ refId: 'A', queryType: 'records' }, { app: CoreApp.UnifiedAlerting });
    const kinds = within(screen.getByRole('radiogroup', { name: L.queryType }));
    const offered = ['DORA metric', 'Error budget', 'Reliability', 'Records', 'Change gate', 'Status'];
    expect(kinds.getAllByRole('radio')).toHaveLength(offered.length);
    for (const name of offered) {
      expect(kinds.getByRole('radio', { name })).toBeInTheDocument();
    }
  });

  test('in an alert rule can be switched there and back, though Grafana keeps every field', async () => {
    const start = { refId: 'A', queryType: 'dora', metric: 'leadTime', statistic: 'p95', bucket: 'week' } as const;
    const panel = await showPanel(start, { app: CoreApp.UnifiedAlerting });
    for (const label of ['Status', 'Error budget', 'Change gate', 'Reliability', 'DORA metric']) {
      await pick(L.queryType, label);
      const saved = JSON.parse(JSON.stringify(panel.last())) as Record<string, unknown>;
      const queryType = QUERY_TYPES.find((kind) => kind === saved['queryType']);
      expect(queryType).toBeDefined();
      // Nothing is left of the kinds before.
      expect(Object.keys(saved).filter((field) => isFieldOfOthers(queryType ?? 'dora', field))).toEqual([]);
      expect(parseQuery(saved, true)).toMatchObject({ ok: true });
    }
    expect(panel.last()).toMatchObject({ queryType: 'dora', shape: 'value' });
  });

  test('in an alert rule: a statistic that the new metric lacks goes from the rule too', async () => {
    const start = { refId: 'A', queryType: 'dora', metric: 'leadTime', statistic: 'p95', expr: 'up' };
    const panel = await showPanel(start as unknown as SreDataQuery, { app: CoreApp.UnifiedAlerting });
    await choose(L.metric, 'MTTR');
    const saved = JSON.parse(JSON.stringify(panel.last())) as object;
    expect(saved).not.toHaveProperty('statistic');
    expect(saved).not.toHaveProperty('expr');
    expect(parseQuery(saved, true)).toMatchObject({ ok: true });
  });

  test('that this version does not know is told, and another can be taken', async () => {
    const panel = await showPanel({ refId: 'A', queryType: 'weather' } as unknown as SreDataQuery);
    expect(note()).toHaveTextContent('There is no query kind “weather”; choose one from the list.');
    await pick(L.queryType, 'Records');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true });
  });

  test('of an annotation can be shown in a panel too', async () => {
    await showPanel({ refId: 'A', queryType: 'annotations' });
    expect(combobox(L.annotationKind)).toHaveValue('Failed deployments');
    expect(screen.queryByRole('radio', { checked: true })).not.toBeInTheDocument();
  });

  test('leaves behind what another data source left in the query', async () => {
    const panel = await showPanel({ ...records, expr: 'up' } as SreDataQuery);
    await choose(L.select, 'Counted');
    expect(panel.last()).not.toHaveProperty('expr');
  });
});

describe('only controls that apply are shown', () => {
  test.each<[string, SreDataQuery, Record<string, boolean>]>([
    ['a measure without a look-back', budget, { [L.measure]: true, [L.lookback]: false }],
    ['a burn rate', { ...budget, measure: 'burnRate' }, { [L.lookback]: true }],
    ['a measure chosen by a variable', { ...budget, measure: '$measure' }, { [L.lookback]: true }],
    ['a table of budgets', { ...budget, shape: 'table' }, { [L.measure]: false, [L.lookback]: false, [L.slos]: true }],
    [
      'incidents of budgets',
      { ...budget, shape: 'incidents' },
      { [L.measure]: false, [L.lookback]: false, [L.slos]: true },
    ],
    ['a scorecard', scorecard, { [L.metric]: false, [L.bucket]: false, [L.services]: true }],
    ['a ranking', reliability, { [L.bucket]: false, [L.slos]: false }],
    ['availability over time', { ...reliability, view: 'overTime' }, { [L.bucket]: true }],
    ['a table of jobs', status, { [L.measure]: false, [L.check]: false, [L.services]: false }],
    ['freshness', { ...status, view: 'freshness' }, { [L.measure]: false, [L.check]: false, [L.services]: false }],
    ['data quality', { ...status, view: 'dataQuality' }, { [L.measure]: false, [L.check]: false, [L.services]: true }],
    ['findings', { ...status, view: 'findings' }, { [L.measure]: false, [L.check]: true, [L.services]: true }],
    ['a view chosen by a variable', { ...status, view: '$measure' }, { [L.check]: true, [L.services]: true }],
  ])('%s', async (_case, query, shown) => {
    await showPanel(query);
    for (const [name, present] of Object.entries(shown)) {
      expect(screen.queryAllByRole('combobox', { name })).toHaveLength(present ? 1 : 0);
    }
  });

  test('a table in an alert rule holds one measure', async () => {
    await showPanel({ ...budget, shape: 'table' }, { app: CoreApp.UnifiedAlerting });
    expect(combobox(L.measure)).toHaveValue('Error budget remaining (%)');
  });

  test('an alert rule is not offered lists', async () => {
    await showPanel(budget, { app: CoreApp.UnifiedAlerting });
    expect(screen.getByRole('radio', { name: 'Table' })).toBeInTheDocument();
    expect(screen.queryByRole('radio', { name: 'Incidents' })).not.toBeInTheDocument();
  });

  test('an alert rule is offered only what has a number for each row', async () => {
    const panel = await showPanel({ ...status, shape: 'value' }, { app: CoreApp.UnifiedAlerting });
    expect(screen.queryByRole('radio', { name: 'Table' })).not.toBeInTheDocument();
    await userEvent.click(combobox(L.view));
    expect(screen.queryByRole('option', { name: 'Freshness' })).not.toBeInTheDocument();
    await userEvent.click(await screen.findByRole('option', { name: 'Data quality' }));
    expect(panel.last()).toMatchObject({ view: 'dataQuality', shape: 'value' });
  });

  test('an alert rule is offered no table of a metric, nor of reliability', async () => {
    await showPanel({ refId: 'A', queryType: 'dora', metric: 'mttr' }, { app: CoreApp.UnifiedAlerting });
    expect(screen.getByRole('radio', { name: 'One value' })).toBeChecked();
    expect(screen.queryByRole('radio', { name: 'Table' })).not.toBeInTheDocument();
    await pick(L.queryType, 'Reliability');
    await userEvent.click(combobox(L.view));
    expect(await screen.findByRole('option', { name: 'Availability' })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: 'Ranking' })).not.toBeInTheDocument();
  });

  test('the default look-back is shown where none is saved', async () => {
    await showPanel({ ...budget, measure: 'timeToExhaustion' });
    expect(combobox(L.lookback)).toHaveValue('1 day');
  });

  test.each<[string, string | null]>([
    ['Time to exhaustion', '1d'],
    ['Availability (%)', null],
  ])('another measure, %s, keeps only a look-back that it offers', async (label, expected) => {
    const panel = await showPanel({ ...budget, measure: 'burnRate', lookback: '1d' });
    await choose(L.measure, label);
    expect({ lookback: null, ...panel.last() }).toMatchObject({ lookback: expected });
  });
});

describe('what is shown is explained', () => {
  test.each<[SreDataQuery, string]>([
    [budget, `${ERROR_BUDGET_MEASURE_INFO.remainingPercent.sentence} One number for each SLO`],
    [{ ...budget, shape: 'series' }, 'A line for each SLO.'],
    [{ ...budget, shape: 'table' }, 'Every SLO with all its measures'],
    [{ ...budget, shape: 'incidents' }, 'The incidents that spent the budget'],
    [{ ...budget, shape: 'edits' }, 'Who changed which SLO'],
    [scorecard, 'each with its level'],
    [{ ...budget, measure: '$measure' }, 'The dashboard variable $measure decides which measure is shown.'],
    [{ ...budget, measure: 'luck' as 'burnRate' }, 'There is no measure “luck”; choose one from the list.'],
    [{ ...reliability, view: 'outages' }, 'users affected times minutes of downtime'],
    [{ ...records, metric: 'mttr', select: 'leftOut' }, 'P1 and P2 incidents'],
    [{ ...records, select: 'counted' }, 'Only those that the metric counts.'],
    [status, 'Every background job'],
    [{ ...status, shape: 'value', measure: 'staleness' }, 'has not succeeded for too long'],
    [{ ...status, view: 'freshness' }, 'In one row: whether any background job is late'],
    [{ ...status, view: 'dataQuality' }, 'missing something or odd, by check'],
    [{ ...status, view: 'publishing' }, 'the last hour published, hours that wait or are lost'],
    [{ ...status, view: 'publishing', shape: 'value' }, 'Hours that are due in each destination'],
    [{ ...status, view: 'findings', check: 'openChanges' }, 'neither closed nor cancelled'],
    [{ ...status, view: 'findings', check: '$check' }, 'The dashboard variable $check decides which check is shown.'],
  ])('%j: %s', async (query, text) => {
    await showPanel(query);
    expect(note()).toHaveTextContent(text);
  });
});

describe('a hint tells which visualization shows an answer', () => {
  const hint = () => screen.queryByText(/visualization/)?.textContent ?? '';

  test.each<[SreDataQuery, RegExp]>([
    [scorecard, /Table/],
    [records, /Table/],
    [budget, /^$/],
    [{ ...budget, shape: 'edits' }, /Table/],
    [reliability, /Table/],
    [{ ...reliability, view: 'overTime' }, /^$/],
    [{ ...reliability, view: 'downNow' }, /Table, or Stat/],
    [gate, /Table/],
    [{ ...gate, view: 'summary' }, /Table, or Stat/],
    [{ ...gate, shape: 'value' }, /^$/],
    [status, /Table/],
    [{ ...status, view: 'freshness' }, /Table, or Stat/],
    [{ refId: 'A', queryType: 'dora', metric: 'mttr' }, /^$/],
    [{ refId: 'A', queryType: 'dora', metric: 'mttr', shape: 'table' }, /Table/],
  ])('%j: %s', async (query, text) => {
    await showPanel(query, { app: CoreApp.PanelEditor });
    expect(hint()).toMatch(text);
  });

  test.each([CoreApp.Explore, CoreApp.UnifiedAlerting])('but not in %s, which chooses by itself', async (app) => {
    await showPanel(scorecard, { app });
    expect(hint()).toBe('');
  });
});

describe('a saved query whose fields hold something else is shown all the same', () => {
  const KINDS = ['dora', 'scorecard', 'errorBudget', 'reliability', 'records', 'annotations', 'gate', 'status'];
  const FIELDS = [
    'metric',
    'statistic',
    'shape',
    'groupBy',
    'bucket',
    'preset',
    'compare',
    'measure',
    'lookback',
    'slos',
  ];
  const MORE = ['view', 'limit', 'select', 'kind', 'priorities', 'check', 'services', 'teams', 'tiers'];

  test.each(KINDS.flatMap((kind) => [7, {}, [null]].map((value) => [kind, value] as const)))(
    '%s with %j in every field',
    async (queryType, value) => {
      const fields = Object.fromEntries([...FIELDS, ...MORE].map((field) => [field, value]));
      await showPanel({ ...fields, refId: 'A', queryType } as unknown as SreDataQuery);
      expect(screen.getByRole('radiogroup', { name: L.queryType })).toBeInTheDocument();
    }
  );
});

test.each<SreDataQuery>([scorecard, budget, reliability, records, status])(
  '$queryType: every control has a name',
  async (query) => {
    await showPanel(query);
    for (const control of [...screen.queryAllByRole('combobox'), ...screen.queryAllByRole('spinbutton')]) {
      expect(control).toHaveAccessibleName();
    }
    expect(names('radiogroup')).not.toContain(null);
  }
);

import { CoreApp } from '@grafana/data';
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { setDashboard } from '../../test/support/dashboard-variables';
import { catalog, choose, combobox, pick, showPanel } from '../../test/support/query-panel';
import { QUERY_LABELS as L } from '../labels/control-labels';
import { DORA_METRIC_INFO } from '../model/dora-metrics';
import { describeLevels } from '../model/performance-levels';
import { parseQuery } from '../model/query';
import { sampleOptions } from './fields/options';
import type { QueryOf, ResourceSource } from './types';

type DoraQuery = QueryOf<'dora'>;

const saved = (fields: Partial<DoraQuery> = {}): DoraQuery => ({
  refId: 'A',
  queryType: 'dora',
  metric: 'leadTime',
  ...fields,
});

beforeEach(() => setDashboard({ service: ['checkout'], preset: 'dora-2021' }));

describe('each control, found by its role and name, writes its field and runs the query', () => {
  test.each<[string, string, Partial<DoraQuery>, Partial<DoraQuery>]>([
    [L.metric, 'MTTR', {}, { metric: 'mttr' }],
    [L.statistic, '90th percentile', {}, { statistic: 'p90' }],
    [L.groupBy, 'Team', {}, { groupBy: 'team' }],
    [L.bucket, 'Week', {}, { bucket: 'week' }],
    [L.preset, 'DORA 2023', { shape: 'table' }, { preset: 'dora-2023' }],
    [L.compare, 'Period before', { shape: 'table' }, { compare: 'previousPeriod' }],
    [L.preset, '$preset', { shape: 'value' }, { preset: '$preset' }],
    [L.sample, 'Sample: total', { shape: 'value' }, { sample: 'total' }],
    [L.sample, '$preset', {}, { sample: '$preset' }],
    [L.view, 'Signal', {}, { view: 'signal', shape: 'series' }],
    [L.view, 'Why it changed', { groupBy: 'team' }, { view: 'difference', shape: 'table', groupBy: 'team' }],
    [L.view, 'Metric', { view: 'difference', shape: 'table' }, { view: 'metric', shape: 'series' }],
    [L.bucket, 'Month', { view: 'signal', shape: 'value' }, { bucket: 'month' }],
    [L.retired, 'Left out', {}, { retired: 'exclude' }],
    [L.services, 'checkout', {}, { services: ['checkout'] }],
    [L.services, 'not listed, yet', {}, { services: ['not listed, yet'] }],
    [L.services, '$service', { services: ['billing'] }, { services: ['billing', '$service'] }],
    [L.teams, 'core', {}, { teams: ['core'] }],
    [L.tiers, 'Critical', {}, { tiers: ['critical'] }],
  ])('%s: %s', async (name, text, before, after) => {
    const panel = await showPanel(saved(before));
    await choose(name, text);
    expect(panel.last()).toMatchObject({ ...saved(before), ...after });
    expect(panel.runs()).toBe(1);
  });

  test('the shape', async () => {
    const panel = await showPanel(saved());
    await pick(L.shape, 'Table');
    expect(panel.last()).toMatchObject({ shape: 'table' });
    expect(panel.runs()).toBe(1);
  });

  test('a shape that cannot compare stops comparing', async () => {
    const panel = await showPanel(saved({ shape: 'table', compare: 'previousPeriod' }));
    await pick(L.shape, 'Time series');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { shape: 'series', compare: 'none' } });
  });

  test('a switch asks for the interval', async () => {
    const panel = await showPanel(saved({ shape: 'value' }));
    await userEvent.click(screen.getByLabelText(L.interval));
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { interval: true } });
    expect(panel.runs()).toBe(1);
  });

  test('a switch asks for whole ticks, which only lines of durations have', async () => {
    const panel = await showPanel(saved({ metric: 'leadTime', shape: 'series' }));
    await userEvent.click(screen.getByLabelText(L.wholeUnits));
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { wholeUnits: true } });
    await pick(L.shape, 'Table');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { wholeUnits: false } });
    expect(screen.queryByLabelText(L.wholeUnits)).not.toBeInTheDocument();
    await pick(L.shape, 'Time series');
    await choose(L.metric, 'Change failure rate');
    expect(screen.queryByLabelText(L.wholeUnits)).not.toBeInTheDocument();
  });

  test.each([
    [undefined, 0],
    [true, 1],
  ])(
    'an alert rule is not offered the interval, but may turn off one that is saved: %p',
    async (interval, switches) => {
      await showPanel(saved({ shape: 'value', ...(interval && { interval }) }), { app: CoreApp.UnifiedAlerting });
      expect(screen.queryAllByLabelText(L.interval)).toHaveLength(switches);
    }
  );

  test('a table shows the sample beside the value, and so shows the value again', async () => {
    const panel = await showPanel(saved({ shape: 'value', sample: 'n' }));
    await pick(L.shape, 'Table');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { shape: 'table', sample: 'none' } });
  });

  test('open incidents, which have no place in time, show the metric in a series, which does not offer them', async () => {
    const panel = await showPanel(saved({ metric: 'mttr', shape: 'value', sample: 'open' }));
    await pick(L.shape, 'Time series');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { shape: 'series', sample: 'none' } });
    expect(sampleOptions('mttr', 'series').map(({ value }) => value)).toEqual(['none', 'n', 'total', 'excluded']);
  });

  test('a metric without failed deployments shows its value again', async () => {
    const panel = await showPanel(saved({ metric: 'changeFailureRate', shape: 'value', sample: 'failed' }));
    await choose(L.metric, 'MTTR');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { metric: 'mttr', sample: 'none' } });
  });

  test.each(['Signal', 'Why it changed'])(
    'what only the metric has goes where it is looked at otherwise: %s',
    async (view) => {
      for (const fields of [
        { shape: 'table', compare: 'previousPeriod' },
        { shape: 'value', sample: 'n' },
      ] as const) {
        const panel = await showPanel(saved(fields));
        await choose(L.view, view);
        expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { compare: 'none', sample: 'none' } });
        cleanup();
      }
    }
  );

  test('a difference is by service unless chosen otherwise', async () => {
    const panel = await showPanel(saved({ groupBy: 'none' }));
    await choose(L.view, 'Why it changed');
    expect(panel.last()).toMatchObject({ groupBy: 'service' });
  });

  test('only the values of a signal bear their reason', async () => {
    const panel = await showPanel(saved({ view: 'signal', shape: 'value', details: true }));
    await pick(L.shape, 'Table');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { details: false } });
  });

  test('what it writes, the backend accepts', async () => {
    const panel = await showPanel(saved());
    await choose(L.metric, 'Change failure');
    expect(parseQuery(panel.last())).toMatchObject({ ok: true, query: { metric: 'changeFailureRate' } });
  });
});

describe('another metric', () => {
  test.each<[string, string | undefined, string, string | undefined]>([
    ['keeps a statistic that it offers', 'p90', 'MTTR', 'p90'],
    ['drops one that it lacks', 'p95', 'MTTR', undefined],
    ['drops it where there is none', 'median', 'Rework rate', undefined],
    ['keeps the default a default', undefined, 'MTTR', undefined],
  ])('%s', async (_case, statistic, metric, expected) => {
    const fields = { groupBy: 'team', services: ['checkout'], bucket: 'month' } as const;
    const query = saved({ ...fields, services: [...fields.services] });
    const panel = await showPanel(statistic === undefined ? query : { ...query, statistic: statistic as 'p90' });
    await choose(L.metric, metric);
    expect(panel.last()).toMatchObject(fields);
    expect({ statistic: undefined, ...panel.last() }).toMatchObject({ statistic: expected });
    expect(panel.last()).not.toMatchObject({ metric: 'leadTime' });
  });
});

describe('only controls that apply are shown', () => {
  test.each<[string, Partial<DoraQuery>, Record<string, boolean>]>([
    ['a series', { shape: 'series' }, { [L.bucket]: true, [L.preset]: false, [L.compare]: false }],
    ['one value', { shape: 'value' }, { [L.bucket]: false, [L.preset]: true, [L.compare]: true }],
    ['a table', { shape: 'table' }, { [L.bucket]: false, [L.preset]: true, [L.compare]: true }],
    ['a stray comparison', { shape: 'series', compare: '$compare' }, { [L.compare]: true }],
    ['a signal', { view: 'signal', shape: 'value' }, { [L.bucket]: true, [L.preset]: false, [L.sample]: false }],
    ['a difference', { view: 'difference', shape: 'table' }, { [L.bucket]: false, [L.compare]: false }],
    ['a view chosen by a variable', { view: '$v', shape: 'series' }, { [L.bucket]: true, [L.sample]: true }],
    ['a duration', { metric: 'mttr' }, { [L.statistic]: true }],
    ['a rate', { metric: 'changeFailureRate' }, { [L.statistic]: false }],
    ['a metric without levels', { metric: 'reworkRate', shape: 'table' }, { [L.preset]: false }],
    ['a metric chosen by a variable', { metric: '$m', shape: 'table' }, { [L.statistic]: true, [L.preset]: true }],
  ])('%s', async (_case, fields, shown) => {
    await showPanel(saved(fields));
    for (const [name, present] of Object.entries(shown)) {
      expect(screen.queryAllByRole('combobox', { name })).toHaveLength(present ? 1 : 0);
    }
  });

  test('the default statistic is shown where none is saved', async () => {
    await showPanel(saved({ metric: 'mttr' }));
    expect(combobox(L.statistic)).toHaveValue('mean');
  });
});

describe('the metric is explained', () => {
  const note = () => screen.getByRole('note', { name: L.explanation });

  test('in a sentence', async () => {
    await showPanel(saved());
    expect(note()).toHaveTextContent(DORA_METRIC_INFO.leadTime.sentence);
    expect(note()).not.toHaveTextContent('elite');
  });

  test('with the rules of the chosen levels', async () => {
    await showPanel(saved({ shape: 'table', preset: 'dora-2021' }));
    expect(note()).toHaveTextContent(`DORA 2021 levels: ${String(describeLevels('leadTime', 'dora-2021'))}.`);
  });

  test('or not, where levels are not published', async () => {
    await showPanel(saved({ shape: 'value', metric: 'reworkRate' }));
    expect(note()).toHaveTextContent('No performance levels are published for it.');
  });

  test('a metric of a hand-written dashboard that does not exist is told', async () => {
    await showPanel({ ...saved(), metric: 'velocity' as 'leadTime' });
    expect(note()).toHaveTextContent('There is no metric “velocity”; choose one from the list.');
  });
});

describe('when the lists cannot be read', () => {
  const failing = (): ResourceSource & { heal: () => void } => {
    let broken = true;
    return {
      getResource: (path) =>
        broken ? Promise.reject(new Error('Aurora cannot be reached.')) : catalog.getResource(path),
      heal: () => {
        broken = false;
      },
    };
  };

  test('the editor says why and still takes typed names', async () => {
    const panel = await showPanel(saved(), { source: failing() });
    const alert = await screen.findByRole('alert', { name: L.catalogError });
    expect(alert).toHaveTextContent('The list of services could not be read: Aurora cannot be reached.');
    expect(alert).toHaveTextContent('type a name and press Enter');
    await choose(L.services, 'checkout');
    expect(panel.last()).toMatchObject({ services: ['checkout'] });
  });

  test('and tries again on request', async () => {
    const source = failing();
    await showPanel(saved(), { source });
    await screen.findByRole('alert', { name: L.catalogError });
    source.heal();
    await userEvent.click(screen.getByRole('button', { name: L.retry }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
  });
});

test('while the lists are on their way, the controls are there already', async () => {
  await showPanel(saved(), { source: { getResource: () => new Promise(() => undefined) } });
  expect(combobox(L.services)).toBeEnabled();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('saved names outside the list stay visible', async () => {
  await showPanel(saved({ services: ['gone'], teams: ['$team'] }));
  expect(screen.getByText('gone')).toBeVisible();
  expect(screen.getByText('$team')).toBeVisible();
});

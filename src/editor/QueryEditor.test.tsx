import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { setDashboard } from '../../test/support/dashboard-variables';
import { DORA_METRIC_INFO } from '../model/dora-metrics';
import { describeLevels } from '../model/performance-levels';
import { parseQuery } from '../model/query';
import { QUERY_LABELS as L } from '../selectors';
import { QueryEditor } from './QueryEditor';
import type { ResourceSource, SreDataQuery } from './types';

const catalog: ResourceSource = {
  getResource: (path) =>
    Promise.resolve(
      path === 'services'
        ? [
            { name: 'billing', team: 'core', tier: 'standard', retired: false },
            { name: 'checkout', team: 'core', tier: 'critical', retired: false },
          ]
        : [{ name: 'core', services: 2 }]
    ),
};

const saved = (fields: Partial<SreDataQuery> = {}): SreDataQuery => ({
  refId: 'A',
  queryType: 'dora',
  metric: 'leadTime',
  ...fields,
});

/** Shows the editor the way a panel does: what it changes, it is given back. */
async function show(query: SreDataQuery, source: ResourceSource = catalog) {
  const changes: SreDataQuery[] = [];
  let runs = 0;
  function Panel() {
    const [current, setCurrent] = useState(query);
    return (
      <QueryEditor
        datasource={source}
        query={current}
        onChange={(changed) => {
          changes.push(changed);
          setCurrent(changed);
        }}
        onRunQuery={() => {
          runs += 1;
        }}
      />
    );
  }
  // Lets the lists arrive.
  await act(async () => {
    render(<Panel />);
    await Promise.resolve();
  });
  return { last: () => changes.at(-1), runs: () => runs };
}

const combobox = (name: string) => screen.getByRole('combobox', { name });

/** Opens a list, narrows it and takes the row that reads `text`, or begins with it. */
async function choose(name: string, text: string) {
  await userEvent.click(combobox(name));
  await userEvent.keyboard(text);
  const rows = await screen.findAllByRole('option');
  const row = rows.find((option) => option.textContent.startsWith(text));
  if (row === undefined) {
    throw new Error(`${name} offers only ${rows.map((option) => option.textContent).join(' | ')}`);
  }
  await userEvent.click(row);
}

beforeEach(() => setDashboard({ service: ['checkout'], preset: 'dora-2021' }));

describe('each control, found by its role and name, writes its field and runs the query', () => {
  test.each<[string, string, Partial<SreDataQuery>, Partial<SreDataQuery>]>([
    [L.metric, 'MTTR', {}, { metric: 'mttr' }],
    [L.statistic, '90th percentile', {}, { statistic: 'p90' }],
    [L.groupBy, 'Team', {}, { groupBy: 'team' }],
    [L.bucket, 'Week', {}, { bucket: 'week' }],
    [L.preset, 'DORA 2023', { shape: 'table' }, { preset: 'dora-2023' }],
    [L.preset, '$preset', { shape: 'value' }, { preset: '$preset' }],
    [L.services, 'checkout', {}, { services: ['checkout'] }],
    [L.services, 'not listed, yet', {}, { services: ['not listed, yet'] }],
    [L.services, '$service', { services: ['billing'] }, { services: ['billing', '$service'] }],
    [L.teams, 'core', {}, { teams: ['core'] }],
    [L.tiers, 'Critical', {}, { tiers: ['critical'] }],
  ])('%s: %s', async (name, text, before, after) => {
    const panel = await show(saved(before));
    await choose(name, text);
    expect(panel.last()).toMatchObject({ ...saved(before), ...after });
    expect(panel.runs()).toBe(1);
  });

  test('the shape', async () => {
    const panel = await show(saved());
    const shapes = within(screen.getByRole('radiogroup', { name: L.shape }));
    await userEvent.click(shapes.getByRole('radio', { name: 'Table' }));
    expect(panel.last()).toMatchObject({ shape: 'table' });
    expect(panel.runs()).toBe(1);
  });

  test('what it writes, the backend accepts', async () => {
    const panel = await show(saved());
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
  ])('%s', async (_case, statistic, metric, kept) => {
    const fields = { groupBy: 'team', services: ['checkout'], bucket: 'month' } as const;
    const query = saved({ ...fields, services: [...fields.services] });
    const panel = await show(statistic === undefined ? query : { ...query, statistic: statistic as 'p90' });
    await choose(L.metric, metric);
    expect(panel.last()).toMatchObject(fields);
    expect(panel.last()?.statistic).toBe(kept);
    expect(panel.last()).not.toMatchObject({ metric: 'leadTime' });
  });
});

describe('only controls that apply are shown', () => {
  test.each<[string, Partial<SreDataQuery>, Record<string, boolean>]>([
    ['a series', { shape: 'series' }, { [L.bucket]: true, [L.preset]: false }],
    ['one value', { shape: 'value' }, { [L.bucket]: false, [L.preset]: true }],
    ['a table', { shape: 'table' }, { [L.bucket]: false, [L.preset]: true }],
    ['a duration', { metric: 'mttr' }, { [L.statistic]: true }],
    ['a rate', { metric: 'changeFailureRate' }, { [L.statistic]: false }],
    ['a metric without levels', { metric: 'reworkRate', shape: 'table' }, { [L.preset]: false }],
    ['a metric chosen by a variable', { metric: '$m', shape: 'table' }, { [L.statistic]: true, [L.preset]: true }],
  ])('%s', async (_case, fields, shown) => {
    await show(saved(fields));
    for (const [name, present] of Object.entries(shown)) {
      expect(screen.queryAllByRole('combobox', { name })).toHaveLength(present ? 1 : 0);
    }
  });

  test('the default statistic is shown where none is saved', async () => {
    await show(saved({ metric: 'mttr' }));
    expect(combobox(L.statistic)).toHaveValue('mean');
  });
});

describe('the metric is explained', () => {
  const note = () => screen.getByRole('note', { name: L.explanation });

  test('in a sentence', async () => {
    await show(saved());
    expect(note()).toHaveTextContent(DORA_METRIC_INFO.leadTime.sentence);
    expect(note()).not.toHaveTextContent('elite');
  });

  test('with the rules of the chosen levels', async () => {
    await show(saved({ shape: 'table', preset: 'dora-2021' }));
    expect(note()).toHaveTextContent(`DORA 2021 levels: ${String(describeLevels('leadTime', 'dora-2021'))}.`);
  });

  test('or not, where levels are not published', async () => {
    await show(saved({ shape: 'value', metric: 'reworkRate' }));
    expect(note()).toHaveTextContent('No performance levels are published for it.');
  });

  test('a metric of a hand-written dashboard that does not exist is told', async () => {
    await show({ ...saved(), metric: 'velocity' as 'leadTime' });
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
    const panel = await show(saved(), failing());
    const alert = await screen.findByRole('alert', { name: L.catalogError });
    expect(alert).toHaveTextContent('The list of services could not be read: Aurora cannot be reached.');
    expect(alert).toHaveTextContent('type a name and press Enter');
    await choose(L.services, 'checkout');
    expect(panel.last()).toMatchObject({ services: ['checkout'] });
  });

  test('and tries again on request', async () => {
    const source = failing();
    await show(saved(), source);
    await screen.findByRole('alert', { name: L.catalogError });
    source.heal();
    await userEvent.click(screen.getByRole('button', { name: L.retry }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
  });
});

test('while the lists are on their way, the controls are there already', async () => {
  await show(saved(), { getResource: () => new Promise(() => undefined) });
  expect(combobox(L.services)).toBeEnabled();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

test('saved names outside the list stay visible', async () => {
  await show(saved({ services: ['gone'], teams: ['$team'] }));
  expect(screen.getByText('gone')).toBeVisible();
  expect(screen.getByText('$team')).toBeVisible();
});

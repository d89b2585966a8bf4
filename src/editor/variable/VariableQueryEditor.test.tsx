import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { setDashboard } from '../../../test/support/dashboard-variables';
import { catalog } from '../../../test/support/query-panel';
import { VARIABLE_LABELS as L } from '../../labels/control-labels';
import type { ResourceSource, SreVariableQuery } from '../types';
import { VariableQueryEditor } from './VariableQueryEditor';

async function show(query: unknown, getResource: ResourceSource['getResource']) {
  const changes: SreVariableQuery[] = [];
  await act(async () => {
    render(
      <VariableQueryEditor
        datasource={{ getResource }}
        query={query}
        onChange={(changed) => {
          changes.push(changed);
        }}
      />
    );
    await Promise.resolve();
  });
  return { last: () => changes.at(-1) };
}

const teams = () => Promise.resolve([{ name: 'core', services: 2 }]);

async function choose(name: string, row: RegExp) {
  await userEvent.click(screen.getByRole('combobox', { name }));
  await userEvent.click(await screen.findByRole('option', { name: row }));
}

beforeEach(() => setDashboard({ team: 'core' }));

test('a new variable lists services, and may list teams or tiers instead', async () => {
  const variable = await show('', teams);
  expect(screen.getByRole('radio', { name: 'Services' })).toBeChecked();
  await userEvent.click(screen.getByRole('radio', { name: 'Teams' }));
  expect(variable.last()).toEqual({ refId: 'variable', kind: 'teams', services: [], teams: [], tiers: [] });
});

test.each([
  [L.teams, /^core/, { teams: ['core'] }],
  [L.tiers, /^Critical/, { tiers: ['critical'] }],
])('services are narrowed: %s', async (name, row, after) => {
  const variable = await show({ kind: 'services' }, teams);
  await choose(name, row);
  expect(variable.last()).toMatchObject({ kind: 'services', ...after });
});

test.each([
  [L.services, /^checkout/, { services: ['checkout'] }],
  [L.teams, /^core/, { teams: ['core'] }],
  [L.tiers, /^Critical/, { tiers: ['critical'] }],
])('SLOs are narrowed: %s', async (name, row, after) => {
  const variable = await show({ kind: 'slos' }, (path) => catalog.getResource(path));
  expect(screen.getByRole('radio', { name: 'SLOs' })).toBeChecked();
  await choose(name, row);
  expect(variable.last()).toMatchObject({ kind: 'slos', ...after });
});

test('another variable may narrow them', async () => {
  const variable = await show({ kind: 'services', teams: ['ops'] }, teams);
  await choose(L.teams, /^\$team/);
  expect(variable.last()).toMatchObject({ teams: ['ops', '$team'] });
});

test('teams and tiers have nothing to narrow', async () => {
  await show({ kind: 'tiers' }, teams);
  expect(screen.queryByRole('combobox')).not.toBeInTheDocument();
  expect(screen.getByRole('radiogroup', { name: L.kind })).toBeInTheDocument();
});

test('a failed list is told, and the editor stays', async () => {
  await show({ kind: 'services' }, () => Promise.reject(new Error('Aurora is down.')));
  expect(await screen.findByRole('alert')).toHaveTextContent('The list of teams could not be read: Aurora is down.');
  expect(screen.getByRole('combobox', { name: L.teams })).toBeEnabled();
});

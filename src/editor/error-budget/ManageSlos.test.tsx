import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { setDashboard } from '../../../test/support/dashboard-variables';
import { combobox, showPanel } from '../../../test/support/query-panel';
import { setSloBackend } from '../../../test/support/slo-backend';
import { QUERY_LABELS as L, SLO_LABELS } from '../../labels/control-labels';
import type { SreDataQuery } from '../types';

beforeEach(() => setDashboard({}));

const budget: SreDataQuery = { refId: 'A', queryType: 'errorBudget' };
const checkout = {
  service: 'checkout',
  name: 'uptime',
  targetPercent: 99.9,
  windowDays: 30,
  enabled: true,
  runbookUrl: null,
};

test('SLOs open beside an error budget query, to whoever may edit them', async () => {
  setSloBackend([checkout]);
  await showPanel(budget);
  await userEvent.click(screen.getByRole('button', { name: L.manageSlos }));
  const drawer = await screen.findByRole('dialog');
  expect(await within(drawer).findByText('uptime')).toBeVisible();
  expect(within(drawer).getByRole('button', { name: SLO_LABELS.create })).toBeEnabled();
});

test('and tell a reader why not', async () => {
  setSloBackend([checkout]).refusal = 'Only Editors and Admins may edit SLOs.';
  await showPanel(budget);
  await userEvent.click(screen.getByRole('button', { name: L.manageSlos }));
  expect(await screen.findByText(/Only Editors and Admins/)).toBeVisible();
  expect(screen.queryByRole('button', { name: SLO_LABELS.create })).not.toBeInTheDocument();
});

test('closing them leaves the query as it is', async () => {
  setSloBackend([checkout]);
  const panel = await showPanel({ ...budget, slos: ['uptime'] });
  await userEvent.click(screen.getByRole('button', { name: L.manageSlos }));
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: /close/i }));
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  expect(combobox(L.slos)).toBeEnabled();
  expect([panel.last(), panel.runs()]).toEqual([undefined, 0]);
});

test('other kinds do not offer them', async () => {
  await showPanel({ refId: 'A', queryType: 'reliability' });
  expect(screen.queryByRole('button', { name: L.manageSlos })).not.toBeInTheDocument();
});

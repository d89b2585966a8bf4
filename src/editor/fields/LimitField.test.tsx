import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { setDashboard } from '../../../test/support/dashboard-variables';
import { showPanel } from '../../../test/support/query-panel';
import { QUERY_LABELS as L } from '../../labels/control-labels';
import { parseQuery } from '../../model/query';
import type { SreDataQuery } from '../types';

const reliability = { refId: 'A', queryType: 'reliability' } as const;
const records = { refId: 'A', queryType: 'records' } as const;
const findings = { refId: 'A', queryType: 'status', view: 'findings' } as const;

const limit = () => screen.getByRole('spinbutton', { name: L.limit });

beforeEach(() => setDashboard({}));

describe('the limit', () => {
  test.each<[SreDataQuery, string]>([
    [reliability, 'All'],
    [{ ...reliability, view: 'outages' }, '10'],
    [{ ...reliability, view: 'downNow' }, '3'],
    [records, '1000'],
  ])('%j: what applies without one is shown', async (query, placeholder) => {
    await showPanel(query);
    expect(limit()).toHaveAttribute('placeholder', placeholder);
  });

  test('is taken on Enter or when the field is left, not with every digit', async () => {
    const panel = await showPanel(reliability);
    await userEvent.type(limit(), '25');
    expect(panel.runs()).toBe(0);
    await userEvent.keyboard('{Enter}');
    expect(panel.last()).toMatchObject({ limit: 25 });
    await userEvent.clear(limit());
    await userEvent.tab();
    expect(panel.last()).toMatchObject({ limit: undefined });
    expect(parseQuery(panel.last())).toMatchObject({ ok: true });
    expect(panel.runs()).toBe(2);
  });

  test.each(['0', '1001', '2.5'])('of %s is told and goes nowhere', async (text) => {
    const panel = await showPanel(reliability);
    await userEvent.type(limit(), `${text}{Enter}`);
    expect(await screen.findByText('Enter a whole number from 1 to 1000, or leave it blank.')).toBeVisible();
    expect(panel.last()).toBeUndefined();
  });
});

describe('a limit that may be a variable', () => {
  const field = () => screen.getByRole('textbox', { name: L.limit });

  test('takes a number, or a variable', async () => {
    const panel = await showPanel(findings);
    expect(field()).toHaveAttribute('placeholder', '1000');
    await userEvent.type(field(), '25{Enter}');
    expect(panel.last()).toMatchObject({ limit: 25 });
    expect(parseQuery(panel.last())).toMatchObject({ ok: true });
    await userEvent.clear(field());
    await userEvent.type(field(), '$count{Enter}');
    expect(panel.last()).toMatchObject({ limit: '$count' });
    expect(field()).toHaveValue('$count');
    await userEvent.clear(field());
    await userEvent.tab();
    expect(panel.last()).toMatchObject({ limit: undefined });
  });

  test.each(['many', '$a and $b', '10001'])('refuses %s', async (text) => {
    const panel = await showPanel(findings);
    await userEvent.type(field(), `${text}{Enter}`);
    const error = 'Enter a whole number from 1 to 10000 or a variable, or leave it blank.';
    expect(await screen.findByText(error)).toBeVisible();
    expect(panel.last()).toBeUndefined();
  });
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { setDashboard } from '../../test/support/dashboard-variables';
import { catalog, choose, combobox, showPanel } from '../../test/support/query-panel';
import { QUERY_LABELS as L } from '../labels/control-labels';
import type { SreDataQuery } from './types';

const budget = { refId: 'A', queryType: 'errorBudget' } as const;
const reliability = { refId: 'A', queryType: 'reliability' } as const;
const records = { refId: 'A', queryType: 'records' } as const;

beforeEach(() => setDashboard({ slo: ['uptime'], measure: 'burnRate' }));

describe('lists of SLOs', () => {
  test('a name that several services use is offered once', async () => {
    await showPanel(budget);
    await userEvent.click(combobox(L.slos));
    const rows = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(rows).toEqual([
      expect.stringMatching(/^strict.*checkout · 99\.9 % over 30 d/),
      expect.stringMatching(/^uptime.*2 services/),
      expect.stringMatching(/^\$slo/),
      expect.stringMatching(/^\$measure/),
    ]);
  });

  test('that cannot be read are told, names may be typed, and only they are asked for again', async () => {
    const requests: string[] = [];
    let broken = true;
    const getResource = (path: string) => {
      requests.push(path);
      return broken && path === 'slo-definitions'
        ? Promise.reject(new Error('Aurora cannot be reached.'))
        : catalog.getResource(path);
    };
    const panel = await showPanel(budget, { source: { getResource } });
    const alert = await screen.findByRole('alert', { name: L.catalogError });
    expect(alert).toHaveTextContent('The list of SLOs could not be read: Aurora cannot be reached.');
    await choose(L.slos, 'uptime');
    expect(panel.last()).toMatchObject({ slos: ['uptime'] });
    broken = false;
    requests.length = 0;
    await userEvent.click(screen.getByRole('button', { name: L.retry }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
    expect(requests).toEqual(['slo-definitions']);
  });

  test.each<SreDataQuery>([reliability, records])('$queryType does not ask for them', async (query) => {
    const requests: string[] = [];
    const getResource = (path: string) => {
      requests.push(path);
      return catalog.getResource(path);
    };
    await showPanel(query, { source: { getResource } });
    expect(requests.sort()).toEqual(['services', 'teams']);
  });
});

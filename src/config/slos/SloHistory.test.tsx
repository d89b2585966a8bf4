import { screen, within } from '@testing-library/react';

import { FailedAnswer } from '../../../test/support/grafana-server';
import { setSloBackend } from '../../../test/support/slo-backend';
import type { SloBackend } from '../../../test/support/slo-backend';
import { dialog, press, rows, show, slo } from '../../../test/support/slo-section';
import { CONFIG_LABELS as C, SLO_LABELS as L } from '../../labels/control-labels';

let backend: SloBackend;
beforeEach(() => {
  backend = setSloBackend([slo('checkout'), slo('search', { name: 'fast', targetPercent: 99.95, enabled: false })]);
});

describe('the history', () => {
  test('says who changed what and when, newest first', async () => {
    const created = slo('checkout', { targetPercent: 99.5, windowDays: 28 });
    backend.history = [
      { changedAt: '2026-08-20T09:30:00Z', changedBy: 'bob', before: created, after: slo('checkout') },
      { changedAt: '2026-08-01T11:06:25Z', changedBy: null, before: null, after: created },
    ];
    show();
    await press('History “availability” of checkout');
    const edits = within(await dialog());
    const [latest, first] = (await edits.findAllByRole('row')).slice(1);
    expect(latest).toHaveTextContent(/^2026-08-20 .*bobTarget: 99.5 % → 99.9 %Window: 28 days → 30 days$/);
    expect(first).toHaveTextContent(/^2026-08-01 .*unknownCreated with 99.5 % over 28 days, enabled$/);
    expect(backend.requests.at(-1)?.url).toBe('/api/datasources/uid/sre/resources/slo-definitions/1/history');
  });

  test('may be from before edits were kept, or not be read', async () => {
    show();
    await rows();
    backend.outage = new FailedAnswer(503, { message: 'Aurora does not answer.' });
    await press('History “availability” of checkout');
    expect(await screen.findByRole('alert', { name: L.historyError })).toHaveTextContent('Aurora does not answer.');
    backend.outage = null;
    await press(C.retry);
    expect(await screen.findByText(/before edits were kept/)).toBeVisible();
  });
});

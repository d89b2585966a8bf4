import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { FailedAnswer } from '../../../test/support/grafana-server';
import { setSloBackend } from '../../../test/support/slo-backend';
import type { SloBackend } from '../../../test/support/slo-backend';
import { button, closed, dialog, press, pressThere, rows, show, slo } from '../../../test/support/slo-section';
import { CONFIG_LABELS as C, SLO_LABELS as L } from '../../labels/control-labels';

let backend: SloBackend;
beforeEach(() => {
  backend = setSloBackend([slo('checkout'), slo('search', { name: 'fast', targetPercent: 99.95, enabled: false })]);
});

describe('the list', () => {
  test('shows what each SLO demands and who edited it last', async () => {
    show();
    const [first, second] = await rows();
    expect(first).toHaveTextContent(/^checkoutavailability99\.9 %30 daysEnabled2026-08-20 .* by alice/);
    expect(second).toHaveTextContent(/^searchfast99\.95 %30 daysDisabled/);
  });

  test('is sorted by a column', async () => {
    show();
    await rows();
    await press('Sort column Target');
    await press('Sort column Target');
    expect((await rows())[0]).toHaveTextContent(/^search/);
  });

  test('offers a search where there are many, and Enter there saves nothing', async () => {
    backend = setSloBackend(Array.from({ length: 30 }, (_, index) => slo('checkout', { name: `slo ${index}` })));
    const page = show();
    expect(await rows()).toHaveLength(20);
    await userEvent.type(screen.getByRole('textbox', { name: L.search }), 'SLO 17{Enter}');
    expect(await rows()).toHaveLength(1);
    expect(page.saves).not.toHaveBeenCalled();
    await userEvent.type(screen.getByRole('textbox', { name: L.search }), '(');
    expect(screen.getByText('No SLO matches “SLO 17(”.')).toBeVisible();
  });

  test('says so when there are none', async () => {
    backend = setSloBackend();
    show();
    expect(await screen.findByText(/^No SLOs yet/)).toBeVisible();
    expect(await button(L.create)).toBeEnabled();
  });

  test('is read-only with the reason where the backend says so', async () => {
    backend.refusal = 'Your role is Viewer; ask an Editor.';
    show();
    expect(await screen.findByRole('status', { name: L.readOnly })).toHaveTextContent('ask an Editor');
    expect(await button('History “availability” of checkout')).toBeEnabled();
    for (const name of [L.create, /^Edit/, /^Disable/, /^Enable/]) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });

  test('tells a failure, and tries again', async () => {
    backend.outage = new FailedAnswer(503, { message: 'Aurora does not answer.' });
    show();
    expect(await screen.findByRole('alert', { name: L.listError })).toHaveTextContent('Aurora does not answer.');
    backend.outage = null;
    await press(C.retry);
    expect(await rows()).toHaveLength(2);
  });
});

describe('switching', () => {
  test('an SLO off is asked about first, since nothing alerts on it then', async () => {
    const page = show();
    await press('Disable “availability” of checkout');
    expect(await dialog()).toHaveTextContent(/no alert fires for it/);
    await pressThere(C.cancel);
    await closed();
    expect(backend.slos[0]?.definition.enabled).toBe(true);
    await press('Disable “availability” of checkout');
    await pressThere(L.disable);
    await closed();
    expect(await button('Enable “availability” of checkout')).toHaveFocus();
    expect(backend.slos[0]?.definition.enabled).toBe(false);
    expect(page.toasts).toEqual([['Disabled “availability” of checkout.']]);
    expect(page.saves).not.toHaveBeenCalled();
  });

  test('an SLO on is done at once', async () => {
    show();
    await press('Enable “fast” of search');
    expect(await button('Disable “fast” of search')).toHaveFocus();
    expect(backend.slos[1]?.definition.enabled).toBe(true);
  });

  test('an SLO that somebody else edited is told, and the list is renewed', async () => {
    const page = show();
    await rows();
    backend.edit('2', { targetPercent: 98 });
    await press('Enable “fast” of search');
    expect(await screen.findByText('98 %')).toBeVisible();
    expect(page.toasts).toEqual([[L.stale, 'bob edited this SLO at 09:31.']]);
    expect(backend.slos[1]?.definition.enabled).toBe(false);
  });
});

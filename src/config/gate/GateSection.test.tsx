import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { BLOCKED, GATED, OVERRIDE, setGateBackend } from '../../../test/support/gate-backend';
import type { GateBackend } from '../../../test/support/gate-backend';
import { FailedAnswer } from '../../../test/support/grafana-server';
import { keepOpen } from '../../../test/support/kept-sections';
import { closed, dialog, pickService, press, pressThere, show as showSection } from '../../../test/support/slo-section';
import type { Options } from '../../../test/support/slo-section';
import { CONFIG_LABELS as C, GATE_LABELS as L } from '../../labels/control-labels';
import { GateSection } from './GateSection';

let backend: GateBackend;
beforeEach(() => {
  keepOpen('gate');
  backend = setGateBackend();
});

const show = (changes: Partial<Options> = {}) => showSection(changes, GateSection);

/** The rows of the three lists, in order, as their cells' texts. */
async function lists() {
  const tables = await screen.findAllByRole('table');
  return tables.map((table) =>
    within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) =>
        within(row)
          .getAllByRole('cell')
          .map(({ textContent }) => textContent)
      )
  );
}
const posts = () =>
  backend.requests.filter(({ method }) => method === 'POST').map(({ url, data }): [string, unknown] => [url, data]);
const ROOT = '/api/datasources/uid/sre/resources';

describe('what is shown', () => {
  test('gated services, blocked changes and overrides, with who did what and why', async () => {
    show();
    const [gated, blocked, overrides] = await lists();
    const time: unknown = expect.stringMatching(/^2026-08-20 /);
    expect(gated).toEqual([
      ['checkout', 'availability: 99.9 % over 30 days', '60 min used of 43.2 min', time, 'blocked'],
    ]);
    expect(blocked).toEqual([['New basket', 'checkout', time, 'draft', BLOCKED.reason, L.release]]);
    expect(overrides).toEqual([['checkout', OVERRIDE.reason, 'alice', time, time, 'Changes pass', L.end]]);
    expect(screen.getByRole('link', { name: /New basket/ })).toHaveAttribute('href', BLOCKED.url);
    expect(screen.getByText(/The database holds non-critical changes .* changes pass\.$/)).toBeVisible();
  });

  test('how it stands, beside the title', async () => {
    show();
    await lists();
    const header = screen.getByRole('button', { name: /^Change gate/ });
    await waitFor(() => expect(header).toHaveTextContent('1 service gated1 change held'));
  });

  test('that a service has an override, and until when', async () => {
    backend.decisions = { ...backend.decisions, gated: [{ ...GATED, overrideUntil: OVERRIDE.until }] };
    show();
    expect(await screen.findByText(/^pass until 2026-08-20/)).toBeVisible();
  });

  test('that nothing is gated, held or overridden', async () => {
    Object.assign(backend, { blocked: [], overrides: [] });
    backend.decisions = { gated: [], enforced: false, policy: 'closed' };
    show();
    expect(await screen.findByText(/^No service is gated/)).toBeVisible();
    expect(screen.getByText('No change is held.')).toBeVisible();
    expect(screen.getByText('There was no override yet.')).toBeVisible();
    expect(screen.getByText(/^The gate is not installed .* changes are blocked\.$/)).toBeVisible();
  });

  test('no link that would run a script', async () => {
    backend.blocked = [{ ...BLOCKED, url: 'javascript:alert(1)' }];
    show();
    expect(await screen.findByText('New basket')).toBeVisible();
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });

  test('to a reader the same, with the reason why nothing can be done', async () => {
    backend.refusal = 'Your role is Viewer; ask an Editor.';
    show();
    expect(await screen.findByRole('status', { name: L.readOnly })).toHaveTextContent('ask an Editor');
    expect((await lists()).map((rows) => rows.length)).toEqual([1, 1, 1]);
    expect(screen.queryAllByRole('button', { name: /^(Release|End|Add)/ })).toEqual([]);
  });

  test('a failure, which can be tried again', async () => {
    backend.outage = new FailedAnswer(502, { message: 'Aurora does not answer.' });
    show();
    expect(await screen.findByRole('alert', { name: L.listError })).toHaveTextContent('Aurora does not answer.');
    backend.outage = null;
    await press(C.retry);
    expect(await lists()).toHaveLength(3);
  });

  test('nothing before the connection is saved', async () => {
    show({ jsonData: {} });
    expect(await screen.findByText(/save the data source to see it/)).toBeVisible();
    expect(backend.requests).toEqual([]);
  });
});

describe('an override', () => {
  test('is added with a service, a reason and an end, and the data source is not saved', async () => {
    const page = show();
    await press(L.add);
    await pickService('checkout');
    await userEvent.type(screen.getByRole('textbox', { name: /^Reason/ }), 'Payments are down');
    await pressThere(L.add);
    await closed();
    expect(posts()).toEqual([
      [`${ROOT}/gate-overrides`, { service: 'checkout', reason: 'Payments are down', hours: 4 }],
    ]);
    expect(page.toasts).toEqual([['Changes of checkout may go ahead.']]);
    expect(await screen.findByText('Payments are down')).toBeVisible();
    expect(page.saves).not.toHaveBeenCalled();
  });

  test('without a reason is refused at its field, before it is sent', async () => {
    show();
    await press(L.add);
    await pickService('checkout');
    await pressThere(L.add);
    expect(await screen.findByRole('alert')).toHaveTextContent('Reason is missing; enter why the changes may go ahead');
    expect(screen.getByRole('textbox', { name: /^Reason/ })).toHaveFocus();
    expect(posts()).toEqual([]);
  });

  test('that the backend refuses says why', async () => {
    backend.writeFailure = new FailedAnswer(403, { message: 'Only Editors may.' });
    show();
    await press(L.add);
    await pickService('checkout');
    await userEvent.type(screen.getByRole('textbox', { name: /^Reason/ }), 'Payments are down');
    await pressThere(L.add);
    expect(await screen.findByRole('alert', { name: L.addError })).toHaveTextContent('Only Editors may.');
  });

  test('is ended after a question', async () => {
    const page = show();
    await press(`${L.end} of checkout`);
    expect(await dialog()).toHaveTextContent('alice let the changes of checkout go ahead');
    await pressThere(L.end);
    await closed();
    expect(await screen.findByText('Ended by bob')).toBeVisible();
    expect(posts()).toEqual([[`${ROOT}/gate-overrides/3/end`, undefined]]);
    expect(page.toasts).toEqual([['Ended the override of checkout.']]);
  });

  test('that was over already is told, and the list is renewed', async () => {
    backend.writeFailure = new FailedAnswer(409, { message: 'The override 3 is over already.' });
    const page = show();
    await press(`${L.end} of checkout`);
    backend.overrides = [{ ...OVERRIDE, state: 'expired' }];
    await pressThere(L.end);
    expect(await screen.findByText('Over')).toBeVisible();
    expect(page.toasts).toEqual([[L.endError, 'The override 3 is over already.']]);
  });
});

describe('a held change', () => {
  test('is released with a reason', async () => {
    const page = show();
    await press(`${L.release} “New basket”`);
    expect(await dialog()).toHaveTextContent('goes back to draft and may go ahead');
    await pressThere(L.release);
    expect(await screen.findByRole('alert')).toHaveTextContent('Reason is missing');
    await userEvent.type(screen.getByRole('textbox', { name: /^Reason/ }), 'Law wants it');
    await pressThere(L.release);
    await closed();
    expect(posts()).toEqual([[`${ROOT}/gate-release/7`, { reason: 'Law wants it' }]]);
    expect(await screen.findByText('No change is held.')).toBeVisible();
    expect(page.toasts).toEqual([['Released “New basket” of checkout.']]);
  });
});

import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { FailedAnswer } from '../../../test/support/grafana-server';
import { setSloBackend } from '../../../test/support/slo-backend';
import type { SloBackend } from '../../../test/support/slo-backend';
import { button, closed, field, pickService, press, refill, rows, show, slo } from '../../../test/support/slo-section';
import { SLO_LABELS as L } from '../../labels/control-labels';

let backend: SloBackend;
beforeEach(() => {
  backend = setSloBackend([slo('checkout'), slo('search', { name: 'fast', targetPercent: 99.95, enabled: false })]);
});

describe('a new SLO', () => {
  test('is entered, explained and saved, and the data source is not', async () => {
    const page = show();
    await press(L.create);
    await pickService('checkout');
    await userEvent.type(field('Name'), 'logins');
    await userEvent.type(field('Target'), '99.95');
    expect(screen.getByText('99.95 % over 30 days allows 21.6 minutes of downtime.')).toBeVisible();
    await userEvent.type(field('Window'), '{Enter}');
    await closed();
    expect(backend.slos.at(-1)?.definition).toEqual(slo('checkout', { name: 'logins', targetPercent: 99.95 }));
    expect(await rows()).toHaveLength(3);
    expect(page.toasts).toEqual([['Saved “logins” of checkout.']]);
    expect(page.saves).not.toHaveBeenCalled();
  });

  test('may not be for a retired service', async () => {
    show();
    await press(L.create);
    await userEvent.click(await screen.findByRole('combobox', { name: /^Service/ }));
    const names = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(names).toEqual(['checkoutshop', 'search']);
  });

  test.each([
    ['Target', '100.5', 'Target must be at most 100.'],
    ['Target', '99.99999', 'Target must have at most 4 decimals.'],
    ['Target', '99,9', 'Target must be a number of percent, such as 99.9.'],
    ['Window', '366', 'Window must be at most 365.'],
    ['Name', ' ', 'Name is missing; enter a name.'],
    ['Runbook', 'wiki', 'Runbook must be a web address that begins with http:// or https://.'],
  ])('%s %j is refused at its field, before it is sent', async (label, text, message) => {
    show();
    await press(L.create);
    await pickService('checkout');
    const draft = { Name: 'a', Target: '99', Window: '30', Runbook: 'https://wiki.example' };
    for (const [name, good] of Object.entries(draft)) {
      await refill(name, name === label ? text : good);
    }
    await press(L.save);
    expect(await screen.findByRole('alert')).toHaveTextContent(message);
    expect(field(label)).toHaveFocus();
    expect(field(label)).toBeInvalid();
    expect(backend.requests.every(({ method }) => method === 'GET')).toBe(true);
    await userEvent.type(field(label), '1');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  test("the backend's complaint is at its field too", async () => {
    show();
    await press(L.create);
    await pickService('checkout');
    await userEvent.type(field('Name'), 'availability');
    await userEvent.type(field('Target'), '99');
    await press(L.save);
    expect(await screen.findByRole('alert')).toHaveTextContent('Name "availability" is taken on checkout');
    expect(field('Name')).toHaveFocus();
    expect(screen.queryByRole('button', { name: L.reload })).not.toBeInTheDocument();
  });

  test('a service may be typed while the services cannot be listed', async () => {
    show();
    await rows();
    backend.outage = new FailedAnswer(502, {});
    await press(L.create);
    expect(await screen.findByRole('alert', { name: L.servicesError })).toHaveTextContent('status 502');
    backend.outage = null;
    await userEvent.type(screen.getByRole('combobox', { name: /^Service/ }), 'search{Enter}');
    await userEvent.type(field('Name'), 'a');
    await userEvent.type(field('Target'), '99{Enter}');
    await closed();
    expect(backend.slos.at(-1)?.definition.service).toBe('search');
  });
});

describe('an edit', () => {
  test('names the revision it was made from, and cannot move the SLO to another service', async () => {
    show();
    await press('Edit “availability” of checkout');
    expect(field('Service')).toBeDisabled();
    await refill('Target', '99');
    const runbookUrl = 'https://wiki.example/checkout';
    await refill('Runbook', runbookUrl);
    expect(screen.getByText(/^99 % over 30 days allows 432 minutes \(7 hours 12 minutes\)/)).toHaveTextContent(
      'Until now: 99.9 % over 30 days allows 43.2 minutes of downtime.'
    );
    await press(L.save);
    await closed();
    const put = backend.requests.find(({ method }) => method === 'PUT');
    expect(put).toMatchObject({
      url: '/api/datasources/uid/sre/resources/slo-definitions/1',
      data: { revision: '1', definition: slo('checkout', { targetPercent: 99, runbookUrl }) },
      showErrorAlert: false,
    });
    await waitFor(async () => expect((await rows())[0]).toHaveTextContent('99 %'));
    expect(screen.getByRole('link', { name: 'Runbook “availability” of checkout' })).toHaveAttribute(
      'href',
      runbookUrl
    );
    await press('Edit “availability” of checkout');
    await userEvent.clear(field('Runbook'));
    await press(L.save);
    await closed();
    expect(backend.slos[0]?.definition.runbookUrl).toBeNull();
  });

  test('that meets another one says so, loads that one and can be made again', async () => {
    show();
    await press('Edit “availability” of checkout');
    backend.edit('1', { targetPercent: 99.5 });
    await refill('Window', '7');
    await press(L.save);
    expect(await screen.findByRole('alert', { name: L.stale })).toHaveTextContent('bob edited this SLO');
    expect(field('Window')).toHaveValue('7');
    await press(L.reload);
    await waitFor(() => expect(field('Target')).toHaveValue('99.5'));
    expect(field('Window')).toHaveValue('30');
    expect(field('Name')).toHaveFocus();
    await refill('Window', '7');
    await press(L.save);
    await closed();
    expect(backend.slos[0]?.definition).toEqual(slo('checkout', { targetPercent: 99.5, windowDays: 7 }));
  });

  test('of an SLO that is gone says so', async () => {
    show();
    await press('Edit “availability” of checkout');
    backend.edit('1', { targetPercent: 99.5 });
    await press(L.save);
    await button(L.reload);
    backend.slos = [];
    await press(L.reload);
    expect(await screen.findByRole('alert', { name: L.saveError })).toHaveTextContent('no longer there');
  });

  test('is possible where the data source is provisioned', async () => {
    show({ readOnly: true });
    await press('Edit “availability” of checkout');
    expect(field('Target')).toBeEnabled();
  });
});

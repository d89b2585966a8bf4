import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { FailedAnswer } from '../../../test/support/grafana-server';
import { setSloBackend } from '../../../test/support/slo-backend';
import type { SloBackend } from '../../../test/support/slo-backend';
import {
  closed,
  field,
  pickService,
  press,
  pressThere,
  refill,
  rows,
  show,
  slo,
} from '../../../test/support/slo-section';
import { SLO_LABELS as L } from '../../labels/control-labels';

const SINCE = '2026-05-01T08:30:00.000Z';
const ofCheckout = `${L.monitoring} “availability” of checkout`;

let backend: SloBackend;
beforeEach(() => {
  backend = setSloBackend([slo('checkout')]);
});

const sent = () => backend.requests.filter(({ method }) => method === 'PUT').map(({ data }) => data as unknown);

test('of the service of an SLO is entered in UTC, saved and shown', async () => {
  const page = show();
  await press(ofCheckout);
  expect(field(L.fields.service)).toHaveValue('checkout');
  expect(field(L.monitoredSince)).toHaveValue('');
  await userEvent.type(field(L.monitoredSince), '2026-05-01 08:30{Enter}');
  await closed();
  expect(sent()).toEqual([{ service: 'checkout', monitoredSince: SINCE }]);
  expect(page.toasts).toEqual([['checkout is monitored since 2026-05-01 08:30 UTC.']]);
  expect(page.saves).not.toHaveBeenCalled();
  const [row] = await rows();
  expect(await within(row as HTMLElement).findByText('monitored since 2026-05-01 08:30 UTC')).toBeVisible();
});

test('is taken away where the field is left empty', async () => {
  backend.slos = backend.slos.map((one) => ({ ...one, monitoredSince: SINCE }));
  const page = show();
  await press(ofCheckout);
  expect(field(L.monitoredSince)).toHaveValue('2026-05-01 08:30');
  await userEvent.clear(field(L.monitoredSince));
  await pressThere(L.saveMonitoring);
  await closed();
  expect(sent()).toEqual([{ service: 'checkout', monitoredSince: null }]);
  expect(page.toasts).toEqual([['All the time counts for checkout.']]);
});

test('of a service without an SLO begins with what is kept of it', async () => {
  backend.services = backend.services.map((one) => (one.name === 'search' ? { ...one, monitoredSince: SINCE } : one));
  show();
  await press(L.monitoring);
  await pickService('search');
  expect(field(L.monitoredSince)).toHaveValue('2026-05-01 08:30');
  await refill(L.monitoredSince, '2026-06-01');
  await pressThere(L.saveMonitoring);
  await closed();
  expect(sent()).toEqual([{ service: 'search', monitoredSince: '2026-06-01T00:00:00.000Z' }]);
});

test.each(['yesterday', '2026-02-30', '2999-01-01'])('%s is refused at its field, before it is sent', async (text) => {
  show();
  await press(ofCheckout);
  await userEvent.type(field(L.monitoredSince), `${text}{Enter}`);
  expect(await screen.findByRole('alert')).toHaveTextContent(/^Monitored since must be a past time in UTC/);
  expect(field(L.monitoredSince)).toHaveFocus();
  expect(sent()).toEqual([]);
});

test('tells why it was not saved', async () => {
  show();
  await press(ofCheckout);
  backend.outage = new FailedAnswer(502, { message: 'The writer cannot be reached.' });
  await pressThere(L.saveMonitoring);
  expect(await screen.findByRole('alert')).toHaveTextContent('The writer cannot be reached.');
  expect(screen.getByRole('dialog')).toBeVisible();
});

test('is not offered to those who may not edit SLOs', async () => {
  backend.slos = backend.slos.map((one) => ({ ...one, monitoredSince: SINCE }));
  backend.refusal = 'Edits are off.';
  show();
  expect(await screen.findByText('monitored since 2026-05-01 08:30 UTC')).toBeVisible();
  expect(screen.queryByRole('button', { name: new RegExp(`^${L.monitoring}`) })).not.toBeInTheDocument();
});

import { AppEvents, BusEventWithPayload, EventBusSrv } from '@grafana/data';
import { setAppEvents } from '@grafana/runtime';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import type { ComponentType } from 'react';

import { SloSection } from '../../src/config/slos/SloSection';
import type { ConfigProps } from '../../src/config/types';
import type { SloDefinition } from '../../src/model/slo';

/** The settings page's SLOs on screen, and what a person does there. */

export type Options = ConfigProps['options'];

class Success extends BusEventWithPayload<unknown> {
  static type = AppEvents.alertSuccess.name;
}
class Failure extends BusEventWithPayload<unknown> {
  static type = AppEvents.alertError.name;
}

export const storedSettings: Options = {
  id: 1,
  uid: 'sre',
  orgId: 1,
  name: 'SRE metrics',
  type: 'stackflow-sremetrics-datasource',
  typeName: 'StackFlow SRE Metrics',
  typeLogoUrl: '',
  access: 'proxy',
  url: '',
  user: '',
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- Grafana's type still requires it
  database: '',
  basicAuth: false,
  basicAuthUser: '',
  withCredentials: false,
  isDefault: false,
  jsonData: { host: 'db', allowSloEdits: true, allowGateOverrides: true },
  secureJsonFields: {},
  readOnly: false,
  version: 2,
};

/** Shows a section, that of SLOs unless told otherwise, inside the settings page's form, as Grafana does. */
export function show(changes: Partial<Options> = {}, Section: ComponentType<{ settings: ConfigProps }> = SloSection) {
  const saves = jest.fn();
  const toasts: unknown[] = [];
  const events = new EventBusSrv();
  for (const kind of [Success, Failure]) {
    events.subscribe(kind, ({ payload }) => toasts.push(payload));
  }
  setAppEvents(events);
  let change: (changed: Partial<Options>) => void = () => undefined;
  let current = storedSettings;
  function Page() {
    const [options, setOptions] = useState<Options>({ ...storedSettings, ...changes });
    change = (changed) => setOptions((before) => ({ ...before, ...changed }));
    current = options;
    return (
      <form onSubmit={saves}>
        <Section settings={{ options, onOptionsChange: setOptions }} />
      </form>
    );
  }
  render(<Page />);
  return { saves, toasts, change: (changed: Partial<Options>) => act(() => change(changed)), options: () => current };
}

export const slo = (service: string, changes: Partial<SloDefinition> = {}): SloDefinition => ({
  service,
  name: 'availability',
  targetPercent: 99.9,
  windowDays: 30,
  enabled: true,
  runbookUrl: null,
  ...changes,
});

export const button = (name: string | RegExp) => screen.findByRole('button', { name });
export async function press(name: string | RegExp) {
  const pressed = await button(name);
  const wasOpen = screen.queryByRole('dialog') !== null;
  await userEvent.click(pressed);
  if (!wasOpen) {
    await waitFor(() => expect(hasDialogTakenFocus()).toBe(true));
  }
}
/** A dialog takes the focus a frame after it is drawn; what is typed before that is lost. True where none was opened. */
function hasDialogTakenFocus(): boolean {
  const opened = screen.queryByRole('dialog');
  return opened === null || opened.contains(document.activeElement);
}
export const dialog = () => screen.findByRole('dialog');
export const pressThere = async (name: string) => userEvent.click(within(await dialog()).getByRole('button', { name }));
export const field = (label: string) => screen.getByLabelText(new RegExp(`^${label}`), { selector: 'input' });
export const rows = async () => (await screen.findAllByRole('row')).slice(1);
export const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());

export async function refill(label: string, text: string) {
  await userEvent.clear(field(label));
  await userEvent.type(field(label), text);
}

export async function pickService(name: string) {
  await userEvent.click(screen.getByRole('combobox', { name: /^Service/ }));
  await userEvent.click(await screen.findByRole('option', { name: new RegExp(`^${name}`) }));
}

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { setSloBackend } from '../../../test/support/slo-backend';
import type { SloBackend } from '../../../test/support/slo-backend';
import { field, rows, show, slo } from '../../../test/support/slo-section';
import { CONFIG_LABELS as C } from '../../labels/control-labels';

let backend: SloBackend;
beforeEach(() => {
  backend = setSloBackend([slo('checkout'), slo('search', { name: 'fast', targetPercent: 99.95, enabled: false })]);
});

describe('the settings', () => {
  test('edits are off at first; turning them on asks for the writer and shows the grant', async () => {
    const page = show({ jsonData: { host: 'db', user: 'grafana-rw' } });
    expect(screen.queryByLabelText(/^Writer host/)).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('switch', { name: new RegExp(`^${C.allowSloEdits}`) }));
    await userEvent.type(field(C.writerHost), 'writer.example.com');
    expect(page.options().jsonData).toMatchObject({ allowSloEdits: true, writerHost: 'writer.example.com' });
    expect(screen.getByRole('status', { name: C.editorRole })).toHaveTextContent(
      'grant sre_metrics_slo_editor to "grafana-rw";'
    );
  });

  test('SLOs are asked for once the connection is saved, not while it is being entered', async () => {
    const page = show({ jsonData: {}, version: 1 });
    expect(screen.getByText(/save the data source to see them/)).toBeVisible();
    page.change({ jsonData: { host: 'db' } });
    expect(await screen.findByText(/save the data source to see them/)).toBeVisible();
    expect(backend.requests).toEqual([]);
    page.change({ version: 2 });
    expect(await rows()).toHaveLength(2);
  });

  test('another save lists them anew', async () => {
    const page = show();
    await rows();
    backend.refusal = 'Edits are off.';
    page.change({ version: 3 });
    expect(await screen.findByText('Edits are off.')).toBeVisible();
  });
});

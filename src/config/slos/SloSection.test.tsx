import { screen } from '@testing-library/react';

import { setSloBackend } from '../../../test/support/slo-backend';
import type { SloBackend } from '../../../test/support/slo-backend';
import { rows, show, slo } from '../../../test/support/slo-section';

let backend: SloBackend;
beforeEach(() => {
  backend = setSloBackend([slo('checkout'), slo('search', { name: 'fast', targetPercent: 99.95, enabled: false })]);
});

describe('the section', () => {
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

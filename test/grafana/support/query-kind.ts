import type { Locator, Page } from '@playwright/test';

import { QUERY_LABELS } from '../../../src/labels/control-labels';

/** Chooses what the only query of a page, or of a part of it, asks for. */
export async function chooseKind(place: Page | Locator, label: string): Promise<void> {
  const kinds = place.getByRole('radiogroup', { name: QUERY_LABELS.queryType });
  // Grafana lays the radio, which cannot be seen, over its label.
  await kinds.getByRole('radio', { name: label, exact: true }).check();
}

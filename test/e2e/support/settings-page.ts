import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { open } from './fixtures';
import type { OwnPreview } from './own-preview';

/** The settings page of a preview of a test's own. */
export class SettingsPage {
  /** What saving and testing has found. */
  readonly verdict: Locator;

  private constructor(private readonly page: Page) {
    this.verdict = page.getByTestId('preview-health');
  }

  static async open(page: Page, { url }: OwnPreview, search = ''): Promise<SettingsPage> {
    await open(page, `${url}/connections/datasources/edit/sre-metrics${search}`);
    const settings = new SettingsPage(page);
    await expect(settings.text('Host')).toBeVisible();
    return settings;
  }

  text(label: string): Locator {
    return this.page.getByRole('textbox', { name: named(label) });
  }

  async choose(group: string, label: string): Promise<void> {
    await this.page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: label, exact: true }).check();
  }

  /** Forgets what is configured and takes another. */
  async changeSecret(label: string, secret: string): Promise<void> {
    const field = this.secret(label);
    if (await field.isDisabled()) {
      await field.locator('xpath=following::button[1]').click();
    }
    await field.fill(secret);
  }

  secret(label: string): Locator {
    return this.page.getByRole('textbox', { name: named(label) });
  }

  async saveAndTest(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save & test' }).click();
    await expect(this.verdict).toBeVisible();
  }
}

/** A field is named by its label and the help below it. */
function named(label: string): RegExp {
  return new RegExp(`^${label}( \\*)? `);
}

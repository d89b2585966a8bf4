import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

import { CONFIG_LABELS } from '../../../src/labels/control-labels';
import { open } from './fixtures';
import type { OwnPreview } from './own-preview';

/** The settings page of a preview of a test's own. */
export class SettingsPage {
  /** What saving and testing has found. */
  readonly verdict: Locator;

  private constructor(private readonly page: Page) {
    this.verdict = page.getByTestId('preview-health');
  }

  /** Opens what is set up once, with every section of it unfolded. */
  static async open(page: Page, preview: OwnPreview, search = ''): Promise<SettingsPage> {
    const settings = await SettingsPage.openFolded(page, preview, search);
    await settings.tab(CONFIG_LABELS.tabs.connection);
    await settings.unfold();
    await expect(settings.text('Host')).toBeVisible();
    return settings;
  }

  /** Opens daily work, with every section of it unfolded. */
  static async openDaily(page: Page, preview: OwnPreview, search = ''): Promise<SettingsPage> {
    const settings = await SettingsPage.openFolded(page, preview, search);
    await settings.tab(CONFIG_LABELS.tabs.daily);
    await settings.unfold();
    return settings;
  }

  /** Opens the page as it is the first time. */
  static async openFolded(page: Page, { url }: OwnPreview, search = ''): Promise<SettingsPage> {
    await open(page, `${url}/connections/datasources/edit/sre-metrics${search}`);
    const settings = new SettingsPage(page);
    await expect(page.getByRole('tablist')).toBeVisible();
    return settings;
  }

  /** A section of the tab that is shown. */
  section(title: string): Locator {
    return this.page.getByRole('group', { name: title, exact: true });
  }

  /** What folds a section, with how it stands. */
  header(title: string): Locator {
    return this.section(title).getByRole('heading').first().getByRole('button');
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
    await expect(this.page.getByRole('tab', { name, selected: true })).toBeVisible();
  }

  private async unfold(): Promise<void> {
    const folded = this.page.getByRole('group').locator('h3').getByRole('button', { expanded: false });
    while ((await folded.count()) > 0) {
      await folded.first().click();
    }
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
    // The one at the foot of the page is the last.
    await this.page.getByRole('button', { name: CONFIG_LABELS.saveAndTest }).last().click();
    await expect(this.verdict).toBeVisible();
  }
}

/** A field is named by its label and the help below it. */
function named(label: string): RegExp {
  return new RegExp(`^${label}( \\*)? `);
}

import { ANNOTATION_LABELS } from '../../src/labels/choice-labels';
import { CONFIG_LABELS, GATE_LABELS, QUERY_LABELS, SLO_LABELS } from '../../src/labels/control-labels';
import { PANEL_KINDS } from '../../src/model/panel-kinds';
import { expectAccessible, expectNoSidewaysScroll } from './support/accessible';
import { expect, open, test } from './support/fixtures';
import { QueryEditorPage } from './support/query-editor';
import { SettingsPage } from './support/settings-page';

/** axe's judgement of our editors, in both themes and in a narrow pane. */

const HEIGHT_PX = 900;

const WAYS = [
  { name: 'dark', theme: 'dark', widthPx: 1440 },
  { name: 'light', theme: 'light', widthPx: 1440 },
  { name: 'in a narrow pane', theme: 'dark', widthPx: 400 },
] as const;

for (const { name, theme, widthPx } of WAYS) {
  test.describe(name, () => {
    test.use({ viewport: { width: widthPx, height: HEIGHT_PX } });

    test('the query editor of each kind', async ({ page }) => {
      const editor = await QueryEditorPage.open(page, `?theme=${theme}`);
      for (const kind of PANEL_KINDS) {
        await editor.kind(kind);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
    });

    test('the editors of variables and annotations', async ({ page }) => {
      await open(page, `/editors/variable?theme=${theme}`);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await open(page, `/editors/annotation?theme=${theme}`);
      await page.getByRole('combobox', { name: QUERY_LABELS.annotationKind }).click();
      await page.getByRole('option', { name: ANNOTATION_LABELS.incidents }).click();
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });

    test('the settings, with every field there is', async ({ page, ownPreview }) => {
      const settings = await SettingsPage.open(page, ownPreview, `?theme=${theme}`);
      await settings.choose(CONFIG_LABELS.tlsMode, 'Verify');
      await page.getByRole('spinbutton', { name: CONFIG_LABELS.port }).fill('0');
      await expectAccessible(page);
      await settings.choose(CONFIG_LABELS.authMethod, 'AWS IAM');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });

    test('daily work on the settings page', async ({ page, ownPreview }) => {
      await SettingsPage.openDaily(page, ownPreview, `?theme=${theme}`);
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    });

    test('the dialogs of SLOs', async ({ page, ownPreview }) => {
      await SettingsPage.openDaily(page, ownPreview, `?theme=${theme}`);
      const dialogs = page.getByRole('dialog');
      await page.getByRole('button', { name: `${SLO_LABELS.history} “availability” of GitHub` }).click();
      await expect(dialogs.getByRole('table')).toBeVisible();
      await expectAccessible(page, '[role="dialog"]');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: `${SLO_LABELS.edit} “availability” of GitHub` }).click();
      await dialogs.getByRole('textbox', { name: SLO_LABELS.fields.targetPercent }).fill('120');
      await dialogs.getByRole('button', { name: SLO_LABELS.save }).click();
      await expect(dialogs.getByRole('alert')).toBeVisible();
      await expectAccessible(page, '[role="dialog"]');
    });

    test('the dialog of an override', async ({ page, ownPreview }) => {
      await SettingsPage.openDaily(page, ownPreview, `?theme=${theme}`);
      const dialogs = page.getByRole('dialog');
      await page.getByRole('button', { name: GATE_LABELS.add }).click();
      await dialogs.getByRole('button', { name: GATE_LABELS.add }).click();
      await expect(dialogs.getByRole('alert')).toBeVisible();
      await expectAccessible(page, '[role="dialog"]');
    });
  });
}

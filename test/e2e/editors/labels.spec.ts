import {
  ANNOTATION_LABELS,
  GATE_VIEW_LABELS,
  STATUS_VIEW_LABELS,
  VARIABLE_KIND_LABELS,
  VIEW_LABELS,
} from '../../../src/labels/choice-labels';
import { CONFIG_LABELS, QUERY_LABELS, VARIABLE_LABELS } from '../../../src/labels/control-labels';
import { DORA_METRIC_INFO } from '../../../src/model/dora-metrics';
import { PANEL_KINDS } from '../../../src/model/panel-kinds';
import { expect, open, test } from '../support/fixtures';
import { expectLabelsFit } from '../support/labels';
import { QueryEditorPage } from '../support/query-editor';
import { SettingsPage } from '../support/settings-page';

/** No label is cut, spills out of its box, or lies over its control. */

const L = QUERY_LABELS;
const WIDTHS_PX = [1600, 1280] as const;

for (const widthPx of WIDTHS_PX) {
  test.describe(`at a width of ${widthPx} px`, () => {
    test.use({ viewport: { width: widthPx, height: 900 } });

    test('the query editor of each kind', async ({ page }) => {
      const editor = await QueryEditorPage.open(page);
      for (const kind of PANEL_KINDS) {
        await editor.kind(kind);
        await expectLabelsFit(page);
      }
    });

    test('every field that a shape or a view brings', async ({ page }) => {
      const editor = await QueryEditorPage.open(page);
      await editor.choose(L.metric, DORA_METRIC_INFO.leadTime.label);
      await expectLabelsFit(page);
      await editor.show('Table');
      await expect(editor.field(L.compare)).toBeVisible();
      await expectLabelsFit(page);
      await editor.kind('errorBudget');
      await editor.show('One value');
      await editor.choose(L.measure, 'Burn rate');
      await expectLabelsFit(page);
      await editor.kind('reliability');
      await editor.choose(L.view, VIEW_LABELS.heat);
      await expectLabelsFit(page);
      await editor.kind('gate');
      await editor.choose(L.view, GATE_VIEW_LABELS.blocked);
      await expectLabelsFit(page);
      await editor.kind('status');
      await editor.choose(L.view, STATUS_VIEW_LABELS.findings);
      await expectLabelsFit(page);
    });

    test('the editors of variables and annotations', async ({ page }) => {
      await open(page, '/editors/variable');
      const kinds = page.getByRole('radiogroup', { name: VARIABLE_LABELS.kind });
      await kinds.getByRole('radio', { name: VARIABLE_KIND_LABELS.slos, exact: true }).check();
      await expectLabelsFit(page);
      await open(page, '/editors/annotation');
      await page.getByRole('combobox', { name: L.annotationKind }).click();
      await page.getByRole('option', { name: ANNOTATION_LABELS.incidents }).click();
      await expectLabelsFit(page);
    });

    test('the settings, with every field there is', async ({ page, ownPreview }) => {
      const settings = await SettingsPage.open(page, ownPreview);
      await settings.choose(CONFIG_LABELS.tlsMode, 'Verify');
      await expectLabelsFit(page);
      await settings.choose(CONFIG_LABELS.authMethod, 'AWS IAM');
      await expectLabelsFit(page);
    });
  });
}

test('a label that is too narrow for its text is found', async ({ page }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.show('Table');
  await page.addStyleTag({ content: 'main label { width: 60px !important; min-width: 0 !important; }' });
  await expect(expectLabelsFit(page)).rejects.toThrow(/Compare with/);
});

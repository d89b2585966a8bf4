import { LOOKBACK_LABELS, measureLabel } from '../../../src/labels/choice-labels';
import { QUERY_LABELS, SLO_LABELS } from '../../../src/labels/control-labels';
import { ERROR_BUDGET_MEASURES, ERROR_BUDGET_MEASURE_INFO } from '../../../src/model/error-budget-measures';
import { expect, test } from '../support/fixtures';
import { expectStat, expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind Error budget. */

const L = QUERY_LABELS;
const SLO = 'Catalog Search: availability';

test('shows the engine’s number of every measure that counts something', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('errorBudget');
  await editor.show('One value');
  await editor.panel('stat');
  for (const measure of ERROR_BUDGET_MEASURES.filter(
    (candidate) => ERROR_BUDGET_MEASURE_INFO[candidate].unit !== 'flag'
  )) {
    await editor.choose(L.measure, measureLabel(measure));
    const numbers = await engine.values({ queryType: 'errorBudget', measure, shape: 'value' });
    expect(numbers.size).toBeGreaterThan(0);
    await expectStat(editor.answer, SLO, numbers.get(SLO));
  }
});

test('says which budgets are exhausted', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('errorBudget');
  await editor.show('One value');
  await editor.panel('stat');
  await editor.choose(L.measure, measureLabel('exhausted'));
  const numbers = await engine.values({ queryType: 'errorBudget', measure: 'exhausted', shape: 'value' });
  for (const [slo, { value }] of numbers) {
    const shown = editor.answer.getByText(slo, { exact: true }).locator('xpath=following-sibling::*[1]');
    await expect(shown).toHaveText(value === 1 ? 'Yes' : 'No');
  }
});

test('measures burning over the chosen look-back', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('errorBudget');
  await editor.show('One value');
  await editor.panel('stat');
  await editor.choose(L.measure, measureLabel('burnRate'));
  await editor.choose(L.lookback, LOOKBACK_LABELS['3d']);
  const query = { queryType: 'errorBudget', measure: 'burnRate', lookback: '3d', shape: 'value' } as const;
  const numbers = await engine.values(query);
  expect([...numbers.values()].some(({ value }) => value !== null && value > 0)).toBe(true);
  await expectStat(editor.answer, SLO, numbers.get(SLO));
});

test('lists only the services that are asked for', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('errorBudget');
  await editor.show('Table');
  await editor.panel('table');
  await editor.pick(L.services, 'GitHub', 'Manual');
  const frame = await engine.frame({ queryType: 'errorBudget', shape: 'table', services: ['GitHub', 'Manual'] });
  expect(frame.numRows).toBe(2);
  await expectTable(editor.answer, frame, ['Service', 'SLO', 'Remaining']);
});

test('lists the incidents behind the budgets, and the edits of SLOs', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('errorBudget');
  await editor.panel('table');
  await editor.show('Incidents');
  const incidents = await engine.frame({ queryType: 'errorBudget', shape: 'incidents' });
  expect(incidents.numRows).toBeGreaterThan(3);
  await expectTable(editor.answer, incidents, ['Service', 'SLO', 'Incident', 'Downtime', 'Share']);
  await editor.show('Edits');
  await expect(editor.field(L.measure)).toHaveCount(0);
  await expectTable(editor.answer, await engine.frame({ queryType: 'errorBudget', shape: 'edits' }), ['SLO']);
});

test('shows the SLOs beside the query, to a Viewer without a way to change them', async ({ page }) => {
  const editor = await QueryEditorPage.open(page, '?role=Viewer');
  await editor.kind('errorBudget');
  await page.getByRole('button', { name: L.manageSlos }).click();
  const drawer = page.getByRole('dialog', { name: L.sloDrawer });
  await expect(drawer.getByText(SLO_LABELS.readOnly)).toBeVisible();
  await expect(drawer.getByRole('cell', { name: 'Catalog Search', exact: true })).toBeVisible();
  await expect(drawer.getByRole('button', { name: SLO_LABELS.create })).toHaveCount(0);
  await expect(drawer.getByRole('button', { name: new RegExp(`^${SLO_LABELS.edit} `) })).toHaveCount(0);
});

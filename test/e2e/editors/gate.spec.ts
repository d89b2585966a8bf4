import { GATE_VIEW_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { expect, test } from '../support/fixtures';
import { expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind Change gate. */

const L = QUERY_LABELS;

test('lists which services are gated, and when they were', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('gate');
  await editor.panel('table');
  await editor.show('Table');
  const decisions = await engine.frame({ queryType: 'gate' });
  expect(decisions.numRows).toBe(5);
  await expectTable(editor.answer, decisions, ['Service', 'State', 'SLO']);

  await editor.choose(L.view, GATE_VIEW_LABELS.spells);
  const spells = await engine.frame({ queryType: 'gate', view: 'spells' });
  expect(spells.numRows).toBeGreaterThan(0);
  await expectTable(editor.answer, spells, ['Service', 'SLO']);
});

test('says in one row what is gated', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('gate');
  await editor.panel('table');
  await editor.choose(L.view, GATE_VIEW_LABELS.summary);
  const [row] = await engine.rows({ queryType: 'gate', view: 'summary' });
  await expect(editor.answer.getByRole('gridcell', { name: String(row?.['Gated']), exact: true })).toBeVisible();
});

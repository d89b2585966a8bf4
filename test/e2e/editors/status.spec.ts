import { STATUS_VIEW_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { DATA_QUALITY_CHECK_INFO } from '../../../src/model/data-quality-checks';
import { expect, test } from '../support/fixtures';
import { expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind Status. */

const L = QUERY_LABELS;

test('counts what is missing or odd in the records, and lists it', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('status');
  await editor.panel('table');
  await editor.choose(L.view, STATUS_VIEW_LABELS.dataQuality);
  await editor.show('Table');
  const checks = await engine.frame({ queryType: 'status', view: 'dataQuality', shape: 'table' });
  expect(checks.numRows).toBeGreaterThan(5);
  await expectTable(editor.answer, checks, ['Check', 'Count', 'Meaning']);

  await editor.choose(L.view, STATUS_VIEW_LABELS.findings);
  await editor.choose(L.check, DATA_QUALITY_CHECK_INFO.outagesWithoutUsers.label);
  await editor.limit('5');
  const query = { queryType: 'status', view: 'findings', check: 'outagesWithoutUsers', limit: 5 } as const;
  const findings = await engine.frame(query);
  expect(findings.numRows).toBe(5);
  await expectTable(editor.answer, findings, ['Kind', 'Record', 'Service', 'Finding']);
});

test('says how fresh the data is', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('status');
  await editor.panel('table');
  await editor.choose(L.view, STATUS_VIEW_LABELS.freshness);
  const [row] = await engine.rows({ queryType: 'status', view: 'freshness' });
  // The demo's days are over.
  expect(String(row?.['State'])).toMatch(/^no data since \d+ \w+/);
  await expect(editor.answer.getByRole('gridcell', { name: String(row?.['State']), exact: true })).toBeVisible();
});

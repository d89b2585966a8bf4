import { SELECT_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { DORA_METRIC_INFO } from '../../../src/model/dora-metrics';
import { expect, test } from '../support/fixtures';
import { expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind Records. */

const L = QUERY_LABELS;

test('lists the newest records behind a metric, with links', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('records');
  await editor.panel('table');
  await editor.choose(L.metric, DORA_METRIC_INFO.leadTime.label);
  await editor.limit('4');
  const frame = await engine.frame({ queryType: 'records', metric: 'leadTime', limit: 4 });
  expect(frame.numRows).toBe(4);
  await expectTable(editor.answer, frame, ['Service', 'Lead time']);
  await expect(editor.answer.getByRole('link', { name: /^Pull request #/ }).first()).toHaveAttribute(
    'href',
    /^https:\/\/github\.com\/prometheus\//
  );
});

test('lists only those that the metric left out', async ({ page, requests }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('records');
  await editor.panel('table');
  await editor.choose(L.metric, DORA_METRIC_INFO.mttr.label);
  await editor.choose(L.select, SELECT_LABELS.leftOut);
  await expect(editor.note).toContainText('Only those left out');
  await expect
    .poll(() => requests.all.at(-1)?.queries[0])
    .toMatchObject({ queryType: 'records', metric: 'mttr', select: 'leftOut' });
});

import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { DORA_METRIC_INFO, STATISTIC_LABELS } from '../../../src/model/dora-metrics';
import { expect, test } from '../support/fixtures';
import { expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** Another kind of query keeps what both kinds have. */

const L = QUERY_LABELS;

test('keeps filters, layout and metric through the kinds', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.panel('table');
  await editor.choose(L.metric, DORA_METRIC_INFO.changeFailureRate.label);
  await editor.show('Table');
  await editor.pick(L.teams, 'Manticore Search');

  await editor.kind('errorBudget');
  const scope = { teams: ['Manticore Search'], tiers: [] };
  expect(await editor.saved()).toMatchObject({ queryType: 'errorBudget', shape: 'table', ...scope });
  await expectTable(editor.answer, await engine.frame({ queryType: 'errorBudget', shape: 'table', ...scope }), [
    'Service',
    'SLO',
    'Remaining',
  ]);

  await editor.kind('reliability');
  expect(await editor.saved()).toMatchObject({ queryType: 'reliability', view: 'ranking', ...scope });
  await expectTable(editor.answer, await engine.frame({ queryType: 'reliability', view: 'ranking', ...scope }), [
    'Service',
    'Availability',
  ]);
});

test('keeps the metric from DORA to its records, and drops what they have not', async ({ page }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.choose(L.metric, DORA_METRIC_INFO.mttr.label);
  await editor.choose(L.statistic, STATISTIC_LABELS.median);
  await editor.kind('records');
  await expect(editor.field(L.metric)).toHaveValue(DORA_METRIC_INFO.mttr.label);
  const saved = await editor.saved();
  expect(saved).toMatchObject({ queryType: 'records', metric: 'mttr' });
  expect(saved).not.toHaveProperty('statistic');
  expect(saved).not.toHaveProperty('shape');
});

test('asks once for each choice', async ({ page, requests }) => {
  const editor = await QueryEditorPage.open(page);
  const before = requests.all.length;
  await editor.kind('records');
  await expect.poll(() => requests.all.length).toBe(before + 1);
  await editor.choose(L.select, 'Counted');
  await expect.poll(() => requests.all.length).toBe(before + 2);
  expect(requests.all.at(-1)?.queries).toHaveLength(1);
});

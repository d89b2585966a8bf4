import { DORA_VIEW_SENTENCES } from '../../../src/editor/fields/sentences';
import { DORA_VIEW_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { DORA_METRICS, DORA_METRIC_INFO, STATISTIC_LABELS } from '../../../src/model/dora-metrics';
import { expect, test } from '../support/fixtures';
import { expectOnly, expectTable, readTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind DORA metric: what is chosen decides what is shown. */

const L = QUERY_LABELS;

test('shows the engine’s number of every metric', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.show('One value');
  await editor.panel('stat');
  for (const metric of DORA_METRICS) {
    const { label, sentence } = DORA_METRIC_INFO[metric];
    await editor.choose(L.metric, label);
    await expect(editor.note).toContainText(sentence);
    const [number] = (await engine.values({ queryType: 'dora', metric, shape: 'value' })).values();
    await expectOnly(editor.answer, number);
  }
});

test('shows another statistic, service by service, as the engine tells it', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.choose(L.metric, DORA_METRIC_INFO.leadTime.label);
  await editor.show('Table');
  await editor.panel('table');
  const query = { queryType: 'dora', metric: 'leadTime', shape: 'table', groupBy: 'service' } as const;
  await editor.choose(L.groupBy, 'Service');
  await expectTable(editor.answer, await engine.frame(query), ['Service', 'Level']);
  await editor.choose(L.statistic, STATISTIC_LABELS.p90);
  await expectTable(editor.answer, await engine.frame({ ...query, statistic: 'p90' }), ['Service', 'Level']);
});

test('counts only the services that the filters leave', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.show('One value');
  await editor.panel('stat');
  const query = { queryType: 'dora', metric: 'deploymentFrequency', shape: 'value' } as const;
  const only = async (filter: object) => [...(await engine.values({ ...query, ...filter })).values()][0];
  await expectOnly(editor.answer, await only({}));
  await editor.pick(L.tiers, 'Standard');
  await expectOnly(editor.answer, await only({ tiers: ['standard'] }));
  await editor.pick(L.tiers, 'Critical');
  await editor.pick(L.teams, 'Prometheus');
  await expectOnly(editor.answer, await only({ teams: ['Prometheus'] }));
  await editor.pick(L.services, 'node_exporter');
  await expectOnly(editor.answer, await only({ services: ['node_exporter'] }));
  expect(await editor.saved()).toMatchObject({
    services: ['node_exporter'],
    teams: ['Prometheus'],
    tiers: ['standard', 'critical'],
  });
});

test('draws a line for each service, and tells of partial buckets', async ({ page, requests }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.choose(L.groupBy, 'Service');
  await editor.choose(L.bucket, 'Week');
  await expect(editor.answer.getByText('prometheus', { exact: true })).toBeVisible();
  await expect(editor.answer.getByText('node_exporter', { exact: true })).toBeVisible();
  await expect(page.getByText(/buckets are partial/)).toBeVisible();
  expect(requests.all.at(-1)?.queries[0]).toMatchObject({ groupBy: 'service', bucket: 'week', timeZone: 'UTC' });
});

test('explains the levels of the chosen preset', async ({ page }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.choose(L.metric, DORA_METRIC_INFO.changeFailureRate.label);
  await editor.show('One value');
  const before = await editor.note.innerText();
  const [first, second] = await optionsOf(editor);
  expect(second).not.toBe(first);
  await editor.choose(L.preset, second ?? '');
  await expect(editor.note).toContainText(`${second ?? ''} levels`);
  expect(await editor.note.innerText()).not.toBe(before);
});

test('says of each service whether it changed against its own past', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.choose(L.groupBy, 'Service');
  await editor.choose(L.view, DORA_VIEW_LABELS.signal);
  await expect(editor.note).toContainText(DORA_VIEW_SENTENCES.signal);
  await editor.show('Table');
  await editor.panel('table');
  const query = {
    queryType: 'dora',
    metric: 'deploymentFrequency',
    view: 'signal',
    shape: 'table',
    groupBy: 'service',
  } as const;
  const { numRows } = await engine.frame(query);
  await expect(async () => {
    const { headers, rowCount } = await readTable(editor.answer);
    expect(headers).toEqual(expect.arrayContaining(['Service', 'Changed']));
    expect(rowCount).toBe(numRows);
  }).toPass();
});

test('splits a change among services, as the engine does', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.choose(L.metric, DORA_METRIC_INFO.changeFailureRate.label);
  await editor.panel('table');
  await editor.choose(L.view, DORA_VIEW_LABELS.difference);
  await expect(editor.note).toContainText(DORA_VIEW_SENTENCES.difference);
  expect(await editor.saved()).toMatchObject({ view: 'difference', shape: 'table', groupBy: 'service' });
  const query = { queryType: 'dora', metric: 'changeFailureRate', view: 'difference', groupBy: 'service' } as const;
  await expectTable(editor.answer, await engine.frame(query), ['Service']);
});

async function optionsOf(editor: QueryEditorPage): Promise<readonly string[]> {
  const field = editor.field(L.preset);
  await field.click();
  const names = await field.page().getByRole('option').allInnerTexts();
  await field.press('Escape');
  return names.map((name) => name.split('\n')[0] ?? '');
}

test('lets a dashboard variable stand for a name', async ({ page }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.pick(L.services, '$service');
  await expect.poll(() => editor.saved()).toMatchObject({ services: ['$service'] });
});

import { VIEW_LABELS } from '../../../src/labels/choice-labels';
import { QUERY_LABELS } from '../../../src/labels/control-labels';
import { expect, test } from '../support/fixtures';
import { expectStat, expectTable } from '../support/on-screen';
import { QueryEditorPage } from '../support/query-editor';

/** The query editor, kind Reliability. */

const L = QUERY_LABELS;

test('ranks services as the engine does, at most so many', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('reliability');
  await editor.panel('table');
  await editor.limit('5');
  const frame = await engine.frame({ queryType: 'reliability', view: 'ranking', limit: 5 });
  expect(frame.numRows).toBe(5);
  await expectTable(editor.answer, frame, ['Rank', 'Service', 'Availability', 'Downtime']);
});

test('lists the worst outages of one team', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('reliability');
  await editor.panel('table');
  await editor.choose(L.view, VIEW_LABELS.outages);
  await editor.limit('3');
  await editor.pick(L.services, 'GitHub');
  const frame = await engine.frame({ queryType: 'reliability', view: 'outages', limit: 3, services: ['GitHub'] });
  await expectTable(editor.answer, frame, ['Incident', 'Service', 'Started', 'Downtime']);
});

test('tells the availability of each service', async ({ page, engine }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('reliability');
  await editor.panel('stat');
  await editor.choose(L.view, VIEW_LABELS.availability);
  await editor.pick(L.services, 'GitHub', 'Catalog Search');
  const services = ['GitHub', 'Catalog Search'];
  const numbers = await engine.values({ queryType: 'reliability', view: 'availability', services });
  for (const service of services) {
    await expectStat(editor.answer, service, numbers.get(service));
  }
});

test('refuses a limit that is none, and asks nothing then', async ({ page, requests }) => {
  const editor = await QueryEditorPage.open(page);
  await editor.kind('reliability');
  await editor.limit('5');
  await expect.poll(() => requests.all.at(-1)?.queries[0]).toMatchObject({ limit: 5 });
  const before = requests.all.length;
  await editor.limit('0');
  await expect(page.getByText('Enter a whole number from 1 to 1000, or leave it blank.')).toBeVisible();
  expect(await editor.saved()).toMatchObject({ limit: 5 });
  expect(requests.all).toHaveLength(before);
});

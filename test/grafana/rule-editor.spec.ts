import { expect, test } from '@grafana/plugin-e2e';
import type { PluginFixture } from '@grafana/plugin-e2e';
import type { Page, Response } from '@playwright/test';
import { z } from 'zod';

import { PANEL_KIND_LABELS } from '../../src/labels/choice-labels';
import { DATASOURCE } from './provisioned';
import { chooseKind } from './support/query-kind';
import { fillInRule, saveRule } from './support/rule-form';

/** Rules that somebody makes by hand, from each kind of query that has numbers. */

/** Those kinds, and whether the demo has an instance of each: it has no background job. */
const KINDS = [
  ['dora', true],
  ['errorBudget', true],
  ['reliability', true],
  ['gate', true],
  ['status', false],
] as const;
type Kind = (typeof KINDS)[number][0];

const FOLDER = { uid: 'specs-of-rules', title: 'Rules of a test' } as const;
const PREVIEW = 'data-testid alert-rule preview-button';

const evalSchema = z.object({
  results: z.record(
    z.string(),
    z.object({
      status: z.number(),
      error: z.string().optional(),
      frames: z.array(z.object({ data: z.object({ values: z.array(z.array(z.unknown())) }) })).optional(),
    })
  ),
});
const savedSchema = z.array(
  z.object({
    title: z.string(),
    folderUID: z.string(),
    data: z.array(z.object({ refId: z.string(), model: z.looseObject({ queryType: z.string().optional() }) })),
  })
);
const healthSchema = z.object({
  data: z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })),
  }),
});

const titleOf = (kind: Kind) => `of kind ${kind}`;

async function openNewRule(editPage: PluginFixture['alertRuleEditPage']): Promise<void> {
  await editPage.goto();
  const query = await editPage.getQueryRow();
  await query.datasource.set(DATASOURCE.name);
}

/** What the preview has got, by the query's or the expression's letter. */
async function preview(page: Page, kind: Kind) {
  const answered = page.waitForResponse((response) => isPreviewOf(response, kind));
  await page.getByTestId(PREVIEW).click();
  const answer = await answered;
  expect(answer.status()).toBe(200);
  return evalSchema.parse(await answer.json()).results;
}

const sentSchema = z.object({
  data: z.array(z.object({ refId: z.string(), model: z.looseObject({ queryType: z.string().optional() }) })),
});

function isPreviewOf(response: Response, kind: Kind): boolean {
  if (new URL(response.url()).pathname !== '/api/v1/eval') {
    return false;
  }
  const { data } = sentSchema.parse(response.request().postDataJSON());
  // The default query may be sent without its kind.
  return (data.find(({ refId }) => refId === 'A')?.model.queryType ?? 'dora') === kind;
}

const inForm = (title: string) => ({ title, folder: FOLDER.title, group: title });

test.beforeAll(async ({ request }) => {
  await request.delete(`/api/folders/${FOLDER.uid}?forceDeleteRules=true`);
  expect((await request.post('/api/folders', { data: FOLDER })).ok()).toBe(true);
});
test.afterAll(async ({ request }) => {
  await request.delete(`/api/folders/${FOLDER.uid}?forceDeleteRules=true`);
});

for (const [kind, hasInstances] of KINDS) {
  const label = PANEL_KIND_LABELS[kind];
  test(`a rule of the kind "${label}" is previewed, saved and evaluated`, async ({
    alertRuleEditPage,
    page,
    request,
  }) => {
    test.setTimeout(4 * 60_000);
    await openNewRule(alertRuleEditPage);
    await chooseKind(page, label);
    const results = await preview(page, kind);
    expect(Object.values(results).map(({ status, error }) => [status, error])).toEqual(
      Object.values(results).map(() => [200, undefined])
    );
    const values = (results['A']?.frames ?? []).flatMap(({ data }) => data.values.flat());
    expect(values.some((value) => typeof value === 'number')).toBe(hasInstances);
    await fillInRule(page, inForm(titleOf(kind)));
    expect(await saveRule(page)).toBe(202);

    const answer = await request.get('/api/v1/provisioning/alert-rules');
    const saved = savedSchema.parse(await answer.json()).find(({ title }) => title === titleOf(kind));
    expect(saved?.folderUID).toBe(FOLDER.uid);
    // A query without a kind is the default one.
    expect(saved?.data.find(({ refId }) => refId === 'A')?.model.queryType ?? 'dora').toBe(kind);
    const health = async () => {
      const states = await request.get('/api/prometheus/grafana/api/v1/rules');
      const rules = healthSchema.parse(await states.json()).data.groups.flatMap((group) => group.rules);
      return rules.find(({ name }) => name === titleOf(kind))?.health;
    };
    await expect.poll(health, { timeout: 2 * 60_000, intervals: [2_000] }).toBe(hasInstances ? 'ok' : 'nodata');
  });
}

test('the default query of a new rule is previewed and saved as it stands', async ({ alertRuleEditPage, page }) => {
  await openNewRule(alertRuleEditPage);
  const results = await preview(page, 'dora');
  expect(results['A']).toMatchObject({ status: 200 });
  expect(results['A']?.error).toBeUndefined();
  await fillInRule(page, inForm('of the default query'));
  expect(await saveRule(page)).toBe(202);
});

test('the kind of a rule can be changed there and back', async ({ alertRuleEditPage, page }) => {
  test.setTimeout(2 * 60_000);
  await openNewRule(alertRuleEditPage);
  const there = KINDS.map(([kind]) => kind);
  for (const kind of [...there, ...there.toReversed()]) {
    await test.step(kind, async () => {
      await chooseKind(page, PANEL_KIND_LABELS[kind]);
      const { A: answer } = await preview(page, kind);
      expect.soft([answer?.status, answer?.error], kind).toEqual([200, undefined]);
    });
  }
  await fillInRule(page, inForm('of changing kinds'));
  expect(await saveRule(page)).toBe(202);
});

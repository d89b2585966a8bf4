import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@grafana/plugin-e2e';
import { parse } from 'yaml';
import { z } from 'zod';

import { rulesFile } from '../../alerting/file-schemas';
import { DATASOURCE } from './provisioned';

const text = readFileSync(join(__dirname, '../../provisioning/alerting/rules.yaml'), 'utf8');
const provisioned = rulesFile.parse(parse(text)).groups.flatMap(({ rules }) => rules);

/** A paused rule is there to be resumed, and is not evaluated. */
const running = provisioned.filter(({ isPaused }) => !isPaused);

const ruleSchema = z.object({ uid: z.string(), title: z.string(), provenance: z.string().optional() });
const stateSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), health: z.string(), lastError: z.string().optional() })),
      })
    ),
  }),
});

test('every rule is provisioned', async ({ request }) => {
  const answer = await request.get('/api/v1/provisioning/alert-rules');
  const rules = z.array(ruleSchema).parse(await answer.json());
  expect(rules).toEqual(
    expect.arrayContaining(
      provisioned.map(({ uid, title }) => expect.objectContaining({ uid, title, provenance: 'file' }))
    )
  );
});

test('every rule is evaluated without an error', async ({ request }) => {
  // The slowest group is evaluated every ten minutes, but each for the first time soon after the start.
  test.setTimeout(12 * 60_000);
  const states = async () => {
    const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
    const { data } = stateSchema.parse(await answer.json());
    const rules = data.groups.flatMap((group) => group.rules);
    return running.map(({ title }) => rules.find(({ name }) => name === title)?.health ?? 'missing');
  };
  await expect.poll(states, { timeout: 11 * 60_000, intervals: [5_000] }).toEqual(
    // An SLO that never fires, or a job that was never set up, has no data.
    running.map(() => expect.stringMatching(/^(ok|nodata)$/))
  );
});

test('the contact point is there', async ({ request }) => {
  const answer = await request.get('/api/v1/provisioning/contact-points');
  expect(await answer.json()).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: 'StackFlow SRE', provenance: 'file' })])
  );
});

test('a new rule can ask the data source', async ({ alertRuleEditPage }) => {
  const query = await alertRuleEditPage.getQueryRow();
  await query.datasource.set(DATASOURCE.name);
  await expect(alertRuleEditPage.evaluate()).toBeOK();
});

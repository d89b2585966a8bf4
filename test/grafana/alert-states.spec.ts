import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

import { TEMPLATES } from '../../alerting/notifications';
import { SERVER_VARIABLE } from '../support/server-address';
import { startTestServer } from '../support/test-server';
import type { TestServer } from '../support/test-server';
import { readStateCases, statesOf } from './alert-states/cases';
import type { StateCase } from './alert-states/cases';
import { createJobs } from './alert-states/jobs';
import { play } from './alert-states/play';
import { DATASOURCE } from './provisioned';

const GRAFANA = new URL(process.env['GRAFANA_URL'] ?? 'http://127.0.0.1:3000');
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

const { cases, intervalSeconds } = readStateCases();

let server: TestServer | null = null;

test.afterAll(async () => {
  await server?.stop();
});

test('instances go from state to state as in the conformance test, but for its restarts', async ({ request }) => {
  test.skip(!LOOPBACK.includes(GRAFANA.hostname), 'Grafana must reach a database that is started here, on loopback.');
  test.setTimeout(15 * 60_000);
  server = await startTestServer();
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
  const health = await request.get('/api/health');
  const { version } = z.object({ version: z.string() }).parse(await health.json());
  const played = cases.filter(({ steps }) => steps.every(({ restart }) => restart === undefined));
  // Each has a database, a data source and a rule of its own, so they need not wait for each other.
  const outcomes = await Promise.allSettled(played.map((stateCase) => observedStates(request, stateCase)));
  outcomes.forEach((outcome, index) => {
    const stateCase = played[index];
    const observed: unknown = outcome.status === 'fulfilled' ? outcome.value : outcome.reason;
    expect.soft(observed, stateCase?.name).toEqual(stateCase?.steps.map((step) => statesOf(step, version)));
  });
});

async function observedStates(request: APIRequestContext, stateCase: StateCase) {
  const jobs = await createJobs();
  try {
    return await play(request, stateCase, jobs, intervalSeconds);
  } finally {
    await jobs.database.drop();
  }
}

/** What a template leaves behind where it took something for granted. */
const NONSENSE = /NaN|Inf|no value|\{\{|%!/;

test('the texts of every provisioned alert are sentences, with data or without', async ({ request }) => {
  const schema = z.object({
    data: z.object({
      groups: z.array(
        z.object({
          rules: z.array(
            z.object({
              alerts: z.array(z.object({ annotations: z.record(z.string(), z.string()) })).nullish(),
            })
          ),
        })
      ),
    }),
  });
  const texts = async () => {
    const answer = await request.get('/api/prometheus/grafana/api/v1/rules');
    const { groups } = schema.parse(await answer.json()).data;
    return groups
      .flatMap(({ rules }) => rules.flatMap(({ alerts }) => alerts ?? []))
      .flatMap(({ annotations }) => [annotations['summary'] ?? '', annotations['description'] ?? '']);
  };
  await expect.poll(texts, { timeout: 60_000 }).not.toHaveLength(0);
  expect((await texts()).filter((text) => NONSENSE.test(text))).toEqual([]);
});

test('a notification replaces a text that Grafana did not expand', async ({ request }) => {
  const [{ name, template }] = TEMPLATES;
  const answer = await request.post('/api/alertmanager/grafana/config/api/v1/templates/test', {
    data: {
      name,
      template,
      alerts: [
        {
          labels: { alertname: 'Lead time past elite', service: 'checkout', severity: 'ticket' },
          annotations: { summary: '{{ printf "%.1f" .Values.H.Value }}', description: '{{ .Labels.service }}' },
        },
      ],
    },
  });
  const results = z
    .object({ results: z.array(z.object({ name: z.string(), text: z.string() })) })
    .parse(await answer.json()).results;
  const textOf = (part: string) => results.find((result) => result.name === `stackflow_sre.${part}`)?.text;
  // Grafana shows those that no other one is made of; this is the title.
  expect(textOf('pagerduty.summary')).toBe('[firing, ticket] Lead time past elite: checkout');
  expect(textOf('slack.text')).toContain('*Lead time past elite: checkout*\nGrafana was restarted');
  expect(textOf('message')).toContain('Lead time past elite: checkout\nGrafana was restarted');
});

test('a rule that fails for a mistake says which field is wrong', async ({ request }) => {
  const node = (refId: string, datasourceUid: string, model: object) => ({
    refId,
    datasourceUid,
    relativeTimeRange: { from: 3600, to: 0 },
    model: { refId, ...model },
  });
  const answer = await request.post('/api/v1/eval', {
    data: {
      condition: 'C',
      data: [
        node('A', DATASOURCE.uid, { queryType: 'status', measure: 'nonsense', shape: 'value' }),
        node('C', '__expr__', { type: 'math', expression: '$A > 0' }),
      ],
    },
  });
  const { results } = z
    .object({ results: z.record(z.string(), z.object({ error: z.string() })) })
    .parse(await answer.json());
  expect(results['A']?.error).toContain('measure');
});

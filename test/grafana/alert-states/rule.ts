import { randomUUID } from 'node:crypto';

import { expect } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

import { DATASOURCE } from '../provisioned';
import type { StateCase } from './cases';
import { CONDITION } from './jobs';
import type { Jobs } from './jobs';

/** A rule in Grafana that watches the jobs of one database. */
export interface WatchingRule {
  /** Waits for an evaluation later than `afterMs`. */
  evaluated(afterMs: number): Promise<Evaluation>;
  remove(): Promise<void>;
}

export interface Evaluation {
  readonly atMs: number;
  /** As Grafana writes them, by job; "" where an instance is of none. */
  readonly states: Readonly<Record<string, string>>;
}

const answerSchema = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            lastEvaluation: z.iso.datetime({ offset: true }),
            alerts: z
              .array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) }))
              .nullish()
              .transform((alerts) => alerts ?? []),
          })
        ),
      })
    ),
  }),
});

/** Rule, data source and folder of one case. */
export async function createRule(
  request: APIRequestContext,
  stateCase: StateCase,
  jobs: Jobs,
  intervalSeconds: number
): Promise<WatchingRule> {
  const uid = randomUUID();
  await inTurn(async () => {
    await send(request, 'post', '/api/datasources', datasource(uid, jobs));
    await send(request, 'post', '/api/folders', { uid, title: `alert states ${uid}` });
    await send(request, 'put', `/api/v1/provisioning/folder/${uid}/rule-groups/${uid}`, {
      title: uid,
      folderUid: uid,
      interval: intervalSeconds,
      rules: [rule(uid, stateCase)],
    });
  });
  const evaluation = () => lastEvaluation(request, uid);
  return {
    evaluated: async (afterMs) => {
      await expect
        .poll(async () => (await evaluation()).atMs, { timeout: 60_000, intervals: [500] })
        .toBeGreaterThan(afterMs);
      // The time is there with the first instance that was looked at; the others follow at once.
      await new Promise((resolve) => setTimeout(resolve, 200));
      return evaluation();
    },
    remove: () =>
      inTurn(async () => {
        await send(request, 'delete', `/api/folders/${uid}?forceDeleteRules=true`);
        await send(request, 'delete', `/api/datasources/uid/${uid}`);
      }),
  };
}

let turn: Promise<unknown> = Promise.resolve();

/** Grafana's SQLite refuses writes that come at the same time. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

async function lastEvaluation(request: APIRequestContext, folder: string): Promise<Evaluation> {
  const answer = await request.get(`/api/prometheus/grafana/api/v1/rules?folder_uid=${folder}`);
  const { data } = answerSchema.parse(await answer.json());
  const [found] = data.groups.flatMap(({ rules }) => rules);
  return {
    atMs: found === undefined ? 0 : Date.parse(found.lastEvaluation),
    states: Object.fromEntries((found?.alerts ?? []).map(({ labels, state }) => [labels['job'] ?? '', state])),
  };
}

async function send(
  request: APIRequestContext,
  method: 'post' | 'put' | 'delete',
  url: string,
  data?: unknown
): Promise<void> {
  const answer = await request[method](url, { data, headers: { 'X-Disable-Provenance': 'true' } });
  expect(answer.ok(), `${method} ${url}: ${await answer.text()}`).toBe(true);
}

function datasource(uid: string, { database, reader }: Jobs) {
  return {
    uid,
    name: uid,
    type: DATASOURCE.type,
    access: 'proxy',
    jsonData: {
      host: database.host,
      port: database.port,
      database: database.name,
      user: reader.user,
      tlsMode: 'disable',
    },
    secureJsonData: { password: reader.password },
  };
}

function rule(uid: string, stateCase: StateCase) {
  const node = (refId: string, datasourceUid: string, model: object) => ({
    refId,
    datasourceUid,
    relativeTimeRange: { from: 3600, to: 0 },
    model: { refId, intervalMs: 60_000, maxDataPoints: 100, ...model },
  });
  return {
    uid,
    title: stateCase.name,
    ruleGroup: uid,
    folderUID: uid,
    orgID: 1,
    condition: 'C',
    data: [
      node('A', uid, { queryType: 'status', view: 'jobs', measure: 'age', shape: 'value' }),
      node('C', '__expr__', { type: 'math', expression: CONDITION }),
    ],
    noDataState: stateCase.noDataState,
    execErrState: stateCase.execErrState,
    for: stateCase.for,
    keep_firing_for: stateCase.keepFiringFor,
    missingSeriesEvalsToResolve: stateCase.missingEvaluations,
    // Whoever else may be told of this Grafana's alerts is not told of these.
    notification_settings: { receiver: 'StackFlow SRE', group_wait: '1h' },
  };
}

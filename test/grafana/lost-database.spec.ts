import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, test } from '@grafana/plugin-e2e';
import type { APIRequestContext } from '@playwright/test';
import { z } from 'zod';

import { chosenGroups } from '../../alerting/chosen-rules';
import { DEFAULT_EDGES } from '../../alerting/dora-rules';
import { printGroups } from '../../alerting/print-groups';
import { startCuttingProxy } from '../support/cutting-proxy';
import { createTestDatabase } from '../support/database';
import type { TestDatabase } from '../support/database';
import { insertDowntimes, insertSlos } from '../support/downtimes';
import { insertRecords } from '../support/records';
import { SERVER_VARIABLE } from '../support/server-address';
import { startTestServer } from '../support/test-server';
import type { TestServer } from '../support/test-server';
import { DATASOURCE } from './provisioned';

/**
 * The shipped rules through an outage of the database in the middle of a firing page, notified faster than shipped: what
 * counts is which messages Grafana sends.
 */

const GRAFANA = new URL(process.env['GRAFANA_URL'] ?? 'http://127.0.0.1:3000');
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Evaluations that find no database. Grafana tries each three times, so that one may take over a minute. */
const LOST_EVALUATIONS = 3;
const EVALUATION_TIMEOUT_MS = 5 * 60_000;
/** As shipped: what is not sent anew within four of these counts as resolved. */
const INTERVAL_SECONDS = 60;
const PAGE = 'Error budget burns very fast';
const WATCHDOG = 'SRE data cannot be read';
/** Of everything here: folder, rule group, data source, contact point. */
const UID = randomUUID();

const ruleSchema = z.looseObject({ uid: z.string(), title: z.string(), keep_firing_for: z.string().optional() });
const groupSchema = z.looseObject({ rules: z.array(ruleSchema) });
const messageSchema = z.object({
  alerts: z.array(z.object({ status: z.string(), labels: z.record(z.string(), z.string()) })),
});

/** The two rules as `alerts export --format json` prints them, but faster. */
function shortenedGroup() {
  const choice = { services: [], teams: [], tiers: [], slos: [] };
  const owner = { folder: UID, dataSourceUid: UID, contactPoint: UID, edges: DEFAULT_EDGES, runbookUrl: null };
  const groups = z.array(groupSchema).parse(JSON.parse(printGroups(chosenGroups(choice, owner), 'json')));
  const rules = groups
    .flatMap((group) => group.rules)
    .filter(({ title }) => [PAGE, WATCHDOG].includes(title))
    .map((rule) => ({
      ...rule,
      uid: `${rule.uid}-${UID.slice(0, 6)}`,
      ruleGroup: UID,
      ...(rule.keep_firing_for !== undefined && { keep_firing_for: '1m' }),
      notification_settings: {
        ...{ receiver: UID, group_by: ['grafana_folder', 'alertname', 'service'] },
        ...{ group_wait: '1s', group_interval: '5s', repeat_interval: '4h' },
      },
    }));
  expect(rules).toHaveLength(2);
  return { title: UID, folderUid: UID, interval: INTERVAL_SECONDS, rules };
}

/** Where Grafana sends its messages. */
async function startMailbox() {
  const messages: string[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { alerts } = messageSchema.parse(JSON.parse(body));
      messages.push(
        ...alerts.map(({ status, labels }) => `${status}: ${labels['rulename'] ?? labels['alertname'] ?? ''}`)
      );
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    messages,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function send(request: APIRequestContext, method: 'post' | 'put' | 'delete', url: string, data?: unknown) {
  const answer = await request[method](url, { data, headers: { 'X-Disable-Provenance': 'true' } });
  expect(answer.ok(), `${method} ${url}: ${await answer.text()}`).toBe(true);
}

/** A service that has been down for two hours, of 99.9 % over 30 days. */
async function fill({ client }: TestDatabase) {
  await insertRecords(client, { services: [{ name: 'Shop', team: 'Sales' }] });
  await insertSlos(client, [{ service: 'Shop' }]);
  const from = new Date(Date.now() - 2 * 3_600_000).toISOString();
  await insertDowntimes(client, [{ service: 'Shop', from, to: null }]);
}

let server: TestServer | null = null;

test.afterAll(async () => {
  await server?.stop();
});

test('a database that is lost while a page fires is one message, and ends nothing that lasts', async ({ request }) => {
  test.skip(!LOOPBACK.includes(GRAFANA.hostname), 'Grafana must reach a database that is started here, on loopback.');
  test.setTimeout(25 * 60_000);
  server = await startTestServer();
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
  const [database, mailbox] = [await createTestDatabase(), await startMailbox()];
  const way = await startCuttingProxy(database.port);
  const evaluatedMs = async () => {
    const answer = await request.get(`/api/prometheus/grafana/api/v1/rules?folder_uid=${UID}`);
    const found = /"lastEvaluation":"([^"]+)"/.exec(await answer.text());
    return Date.parse(found?.[1] ?? '1970-01-01T00:00:00Z');
  };
  const evaluations = async (count: number) => {
    for (let seen = 0; seen < count; seen += 1) {
      const last = await evaluatedMs();
      await expect.poll(evaluatedMs, { timeout: EVALUATION_TIMEOUT_MS, intervals: [500] }).toBeGreaterThan(last);
    }
  };
  const sent = (...messages: string[]) =>
    expect.poll(() => mailbox.messages, { timeout: EVALUATION_TIMEOUT_MS, intervals: [500] }).toEqual(messages);
  try {
    await fill(database);
    const { user, password } = await database.createUser('sre_metrics_reader');
    await send(request, 'post', '/api/datasources', {
      ...{ uid: UID, name: UID, type: DATASOURCE.type, access: 'proxy', secureJsonData: { password } },
      jsonData: {
        host: database.host,
        port: way.port,
        database: database.name,
        user,
        tlsMode: 'disable',
      },
    });
    await send(request, 'post', '/api/v1/provisioning/contact-points', {
      ...{ uid: UID, name: UID, type: 'webhook', settings: { url: mailbox.url } },
    });
    await send(request, 'post', '/api/folders', { uid: UID, title: `lost database ${UID}` });
    await send(request, 'put', `/api/v1/provisioning/folder/${UID}/rule-groups/${UID}`, shortenedGroup());
    await sent(`firing: ${PAGE}`);

    way.hold();
    await sent(`firing: ${PAGE}`, `firing: ${WATCHDOG}`);
    await evaluations(LOST_EVALUATIONS);
    expect(mailbox.messages).toEqual([`firing: ${PAGE}`, `firing: ${WATCHDOG}`]);

    way.release();
    await sent(`firing: ${PAGE}`, `firing: ${WATCHDOG}`, `resolved: ${WATCHDOG}`);
    await evaluations(1);
    expect(mailbox.messages).toHaveLength(3);

    await database.client.query('delete from stackflow.incident_downtimes');
    await sent(`firing: ${PAGE}`, `firing: ${WATCHDOG}`, `resolved: ${WATCHDOG}`, `resolved: ${PAGE}`);
  } finally {
    way.release();
    await request.delete(`/api/folders/${UID}?forceDeleteRules=true`);
    await request.delete(`/api/v1/provisioning/contact-points/${UID}`);
    await request.delete(`/api/datasources/uid/${UID}`);
    await Promise.all([way.close(), mailbox.close()]);
    await database.drop();
  }
});

/** `npm run bench:webhooks`: how many webhook deliveries a worker takes and works off a second. */
import { setTimeout } from 'node:timers/promises';

import { Command } from 'commander';
import type { Pool } from 'pg';

import { URL_VARIABLE } from '../src/backend/environment/connection';
import { webhookHeaders, WEBHOOK_SECRET } from '../test/support/github/send-webhook';
import { webhookExamples } from '../test/support/github/webhook-examples';
import { killWorkers, startWorker } from '../test/support/worker-process';
import { openPool } from '../tooling/database-pool';
import { printTable } from '../tooling/print-table';
import { run } from '../tooling/run';
import { WHOLE, startServer } from './database';
import { median, timed } from './statistics';
import { wholeNumber } from './whole-number';

interface Options {
  readonly deliveries: number;
  readonly senders: number;
}

const LOOK_EVERY_MS = 50;

/** GitHub's own limit for an answer is ten seconds; ours. */
const WANTED_ANSWER_MS = 1_000;

async function bench({ deliveries, senders }: Options): Promise<void> {
  const server = await startServer();
  const pool = openPool({ connectionString: server.urlOf(WHOLE), max: 2 });
  try {
    await pool.query(`insert into stackflow.services (name) values ('Shop')`);
    const bodies = Array.from({ length: deliveries }, (_, index) => deliveryOf(index + 1));
    await pool.query(
      `insert into stackflow.github_repositories (repository, service_id, production_branch)
       select $1, s.id, '**' from stackflow.services as s`,
      [EXAMPLE.repository.full_name]
    );
    const worker = await startWorker({
      [URL_VARIABLE]: server.urlOf(WHOLE),
      SRE_METRICS_GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
      SRE_METRICS_LOG_LEVEL: 'info',
    });
    const begun = performance.now();
    const answers: number[] = [];
    const sentMs = await timed(() => sendAll(worker.url, bodies, senders, answers));
    while ((await countOf(pool, 'sre_metrics_jobs.jobs')) > 0) {
      await setTimeout(LOOK_EVERY_MS);
    }
    const doneMs = performance.now() - begun;
    const records = await countOf(pool, 'stackflow.change_records');
    print({ deliveries, senders, sentMs, doneMs, answers, records });
  } finally {
    await killWorkers();
    await pool.end();
    await server.stop();
  }
}

interface Example {
  readonly action: string;
  readonly pull_request: object;
  readonly repository: { readonly full_name: string };
}

const EXAMPLE = exampleOfMerge();

/** GitHub's own example of a pull request that was closed. */
function exampleOfMerge(): Example {
  const found = webhookExamples().find(
    ({ event, payload }) => event === 'pull_request' && 'action' in payload && payload.action === 'closed'
  );
  if (found === undefined) {
    throw new Error('There is no example of a closed pull request.');
  }
  return found.payload as Example;
}

/** The merge of a pull request of its own. */
function deliveryOf(number: number): string {
  const merged = { merged: true, merged_at: '2026-01-02T03:04:05Z', number };
  return JSON.stringify({ ...EXAMPLE, number, pull_request: { ...EXAMPLE.pull_request, ...merged } });
}

async function sendAll(url: string, bodies: readonly string[], senders: number, answers: number[]): Promise<void> {
  const remaining = bodies.values();
  const send = async () => {
    for (const body of remaining) {
      const headers = webhookHeaders('pull_request', body);
      answers.push(
        await timed(async () => {
          const response = await fetch(`${url}/github/webhook`, { method: 'POST', headers, body });
          if (response.status !== 202) {
            throw new Error(`The worker answered with ${response.status}: ${await response.text()}`);
          }
          await response.arrayBuffer();
        })
      );
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
}

async function countOf(pool: Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
}

interface Measured extends Options {
  readonly sentMs: number;
  readonly doneMs: number;
  readonly answers: readonly number[];
  readonly records: number;
}

function print({ deliveries, senders, sentMs, doneMs, answers, records }: Measured): void {
  const slowest = Math.max(...answers);
  const header = ['Deliveries', 'Senders', 'Taken a second', 'Median answer, ms', 'Slowest, ms', 'Worked off a second'];
  const row = [
    deliveries.toLocaleString('en'),
    String(senders),
    Math.round(deliveries / (sentMs / 1_000)).toLocaleString('en'),
    median(answers).toFixed(1),
    slowest.toFixed(0),
    Math.round(deliveries / (doneMs / 1_000)).toLocaleString('en'),
  ];
  console.log(printTable(header, [row], new Set(header)));
  console.log(`\n${records.toLocaleString('en')} change records.`);
  console.log(`Answered within ${WANTED_ANSWER_MS} ms: ${slowest <= WANTED_ANSWER_MS ? 'met' : 'not met'}.`);
}

run(() =>
  bench(
    new Command('npm run bench:webhooks --')
      .description('Sends merged pull requests to a worker, and waits until each is a change record.')
      .option('--deliveries <n>', 'how many', wholeNumber, 5_000)
      .option('--senders <n>', 'how many at a time', wholeNumber, 16)
      .parse()
      .opts<Options>()
  )
);

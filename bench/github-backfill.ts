/** `npm run bench:backfill`: how fast sync reads a repository's history, and what it asks of GitHub. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { Command } from 'commander';
import type { Pool } from 'pg';

import { createGitHubApi } from '../src/backend/sync/api/github-api';
import { syncRepositories } from '../src/backend/sync/backfill/sync-repositories';
import { openPool } from '../tooling/database-pool';
import { printTable } from '../tooling/print-table';
import { run } from '../tooling/run';
import { WHOLE, startServer } from './database';
import { timed } from './statistics';
import { wholeNumber } from './whole-number';

/** What we want: at most so many requests for 1,000 pull requests, their first commits included. */
const WANTED_REQUESTS = 12;

interface Options {
  readonly pullRequests: number;
  readonly latency: number;
  readonly deployedEvery: number;
}

interface Measured {
  readonly what: string;
  readonly seconds: number;
  readonly pullRequests: number;
  readonly requests: number;
}

async function bench({ pullRequests, latency, deployedEvery }: Options): Promise<void> {
  const [server, github] = await Promise.all([startServer(), startGitHub([pullRequests, latency, deployedEvery])]);
  const pool = openPool({ connectionString: server.urlOf(WHOLE), max: 2 });
  try {
    await pool.query(`insert into stackflow.services (name) values ('Shop')`);
    await pool.query(
      `insert into stackflow.github_repositories (repository, service_id)
       select 'acme/shop', s.id from stackflow.services as s`
    );
    const first = await measure('Backfill', pool, github.url);
    const again = await measure('All once more', pool, github.url, new Date(0));
    const nothing = await measure('Nothing changed', pool, github.url);
    const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from stackflow.change_records');
    print([first, again, nothing]);
    console.log(`\n${rows[0]?.n.toLocaleString('en')} change records.`);
    const perThousand = (first.requests / first.pullRequests) * 1_000;
    const verdict = perThousand <= WANTED_REQUESTS ? 'met' : 'not met';
    console.log(`At most ${WANTED_REQUESTS} requests for 1,000 pull requests: ${verdict} (${perThousand.toFixed(1)}).`);
  } finally {
    await pool.end();
    github.process.disconnect();
    await server.stop();
  }
}

async function measure(what: string, pool: Pool, baseUrl: string, since?: Date): Promise<Measured> {
  const api = createGitHubApi({ credentials: { kind: 'token', token: 'ghp_test' }, baseUrl });
  const signal = new AbortController().signal;
  let pullRequests = 0;
  const ms = await timed(async () => {
    const { results } = await syncRepositories({ pool, api, signal, ...(since && { since }) });
    pullRequests = results.reduce((sum, result) => sum + result.pullRequests, 0);
    const trouble = results.find(({ outcome }) => outcome.kind !== 'synced' && outcome.kind !== 'unchanged');
    if (trouble !== undefined) {
      throw new Error(`${trouble.repository}: ${JSON.stringify(trouble.outcome)}`);
    }
  });
  return { what, seconds: ms / 1_000, pullRequests, requests: api.requests };
}

function print(measured: readonly Measured[]): void {
  const header = ['Run', 'Pull requests', 'Seconds', 'Pull requests a second', 'Requests', 'Requests per 1,000'];
  const rows = measured.map(({ what, seconds, pullRequests, requests }) => [
    what,
    pullRequests.toLocaleString('en'),
    seconds.toFixed(1),
    pullRequests === 0 ? '–' : Math.round(pullRequests / seconds).toLocaleString('en'),
    requests.toLocaleString('en'),
    pullRequests === 0 ? '–' : ((requests / pullRequests) * 1_000).toFixed(1),
  ]);
  console.log(printTable(header, rows, new Set(header.slice(1))));
}

async function startGitHub(args: readonly number[]): Promise<{ process: ChildProcess; url: string }> {
  const file = join(__dirname, '../test/support/github/fake-github-process.ts');
  const child = fork(file, args.map(String), { execArgv: ['--import', 'tsx'] });
  const [url] = (await once(child, 'message')) as [string];
  return { process: child, url };
}

run(() =>
  bench(
    new Command('npm run bench:backfill --')
      .description('Measures backfill against a fake GitHub in a process of its own.')
      .option('--pull-requests <n>', 'pull requests of the repository', wholeNumber, 10_000)
      .option('--latency <ms>', 'how long GitHub takes to answer a query', wholeNumber, 0)
      .option('--deployed-every <n>', 'of how many merges one is deployed to production; 0: none is', wholeNumber, 0)
      .parse()
      .opts<Options>()
  )
);

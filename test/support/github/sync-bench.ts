import { openPool } from '../../../tooling/database-pool';
import { createGitHubApi } from '../../../src/backend/sync/api/github-api';
import type { GitHubApiSettings } from '../../../src/backend/sync/api/settings';
import { syncRepositories } from '../../../src/backend/sync/backfill/sync-repositories';
import type { SyncReport, SyncRequest } from '../../../src/backend/sync/backfill/sync-repositories';
import { sreMetrics } from '../command-line';
import type { CommandResult } from '../command-line';
import { createTestDatabase } from '../database';
import type { TestDatabase } from '../database';
import { fakeRepository } from './fake-data';
import type { FakeRepository } from './fake-data';
import { FakeGitHub } from './fake-github';

/** A fake GitHub with a repository `acme/shop`, mapped to the service Shop, and a database to sync into. */
export interface SyncBench {
  readonly database: TestDatabase;
  readonly github: FakeGitHub;
  readonly shop: FakeRepository;
  /** The environment in which `sre-metrics` reaches both. */
  readonly env: Readonly<
    Record<'SRE_METRICS_DATABASE_URL' | 'SRE_METRICS_GITHUB_TOKEN' | 'SRE_METRICS_GITHUB_API_URL', string>
  >;
  /** `sre-metrics github sync …` in this process. */
  sync(...args: readonly string[]): Promise<CommandResult>;
  /** The same without the command line, impatient with GitHub's errors. */
  run(request?: Partial<SyncRequest>, settings?: Partial<GitHubApiSettings>): Promise<SyncReport>;
  /** Maps a repository to a service, which is made where it is missing. */
  map(repository: string, mapping?: Mapping): Promise<void>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface Mapping {
  readonly service?: string;
  readonly pathFilters?: readonly string[];
  readonly productionEnvironments?: readonly string[];
}

export const SHOP_ID = 7;

export async function openSyncBench(): Promise<SyncBench> {
  const [database, github] = await Promise.all([createTestDatabase(), FakeGitHub.start()]);
  const shop = fakeRepository(SHOP_ID, 'acme/shop');
  github.repositories.push(shop);
  const { user, password } = await database.createUser('sre_metrics_writer');
  const env = {
    SRE_METRICS_DATABASE_URL: `postgres://${user}:${password}@${database.host}:${database.port}/${database.name}`,
    SRE_METRICS_GITHUB_TOKEN: 'ghp_test',
    SRE_METRICS_GITHUB_API_URL: github.url,
  };
  const pool = openPool({ connectionString: env.SRE_METRICS_DATABASE_URL, max: 4 });
  const map = async (repository: string, mapping: Mapping = {}) => {
    const { service = 'Shop', pathFilters = [], productionEnvironments = [] } = mapping;
    const { client } = database;
    await client.query('insert into stackflow.services (name) values ($1) on conflict do nothing', [service]);
    await client.query(
      `insert into stackflow.github_repositories (repository, service_id, path_filters, production_environments)
       select $1, s.id, $3, $4 from stackflow.services as s where s.name = $2`,
      [repository, service, pathFilters, productionEnvironments]
    );
  };
  await map('acme/shop');
  return {
    database,
    github,
    shop,
    env,
    map,
    run: (request, settings) => {
      const credentials = { kind: 'token', token: 'ghp_test' } as const;
      const api = createGitHubApi({ credentials, baseUrl: github.url, retryBaseMs: 1, ...settings });
      return syncRepositories({ pool, api, signal: new AbortController().signal, ...request });
    },
    sync: (...args) => sreMetrics(['github', 'sync', ...args], env),
    rows: async (query) => (await database.client.query<Record<string, unknown>>(query)).rows,
    close: async () => {
      await github.stop();
      await pool.end();
      await database.drop();
    },
  };
}

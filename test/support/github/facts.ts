import { Client } from 'pg';

import type { DeploymentFacts, Facts, PullRequestFacts } from '../../../src/backend/sync/facts/facts';
import { storeFacts } from '../../../src/backend/sync/facts/store-facts';
import type { StoreCounts } from '../../../src/backend/sync/facts/store-facts';
import { inTransaction } from '../../../src/backend/aurora/transaction';
import { createTestDatabase } from '../database';
import type { TestDatabase } from '../database';

/** Facts by their differences from an ordinary one, and a database to store them in. */

export const SHOP = { id: 7, fullName: 'acme/shop' };
export const MERGE_SHA = 'a'.repeat(40);

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);

/** Pull request 1 of acme/shop: opened at 9:00, merged into main at 10:00, told by an event. */
export function pullRequest(changes: Partial<PullRequestFacts> = {}): PullRequestFacts {
  const number = changes.number ?? 1;
  return {
    kind: 'pullRequest',
    repository: SHOP,
    number,
    title: `Change ${number}`,
    url: `https://github.com/acme/shop/pull/${number}`,
    author: 'ada',
    isByBot: false,
    baseBranch: 'main',
    headBranch: 'feature',
    headSha: 'b'.repeat(40),
    openedAt: at('09:00'),
    updatedAt: at('10:00'),
    readAt: null,
    state: { kind: 'merged', mergedAt: at('10:00'), mergeCommitSha: MERGE_SHA },
    labels: [],
    firstCommitAt: null,
    leftBaseAt: null,
    paths: null,
    revertsNumber: null,
    revertsSha: null,
    branchRevertsNumber: null,
    ...changes,
  };
}

/** Deployment 1 of what merging pull request 1 made to production: a success at 10:30. */
export function deployment(changes: Partial<DeploymentFacts> = {}): DeploymentFacts {
  return {
    kind: 'deployment',
    repository: SHOP,
    deploymentId: 1,
    sha: MERGE_SHA,
    environment: 'production',
    state: 'success',
    stateAt: at('10:30'),
    url: null,
    runId: null,
    ...changes,
  };
}

export interface MappingSpec {
  readonly repository?: string;
  readonly branch?: string;
  readonly paths?: readonly string[];
  readonly environments?: readonly string[];
  readonly critical?: readonly string[];
  readonly exclude?: readonly string[];
  readonly redeployHours?: number;
  readonly revertDays?: number;
}

export interface FactsBench {
  readonly database: TestDatabase;
  /** Signed in as a member of `sre_metrics_writer`. */
  readonly writer: Client;
  store(...facts: readonly Facts[]): Promise<StoreCounts>;
  /** Maps acme/shop, or another repository, to a service, which is made where it is missing. */
  map(service: string, spec?: MappingSpec): Promise<void>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openFactsBench(): Promise<FactsBench> {
  const database = await createTestDatabase();
  const { user, password } = await database.createUser('sre_metrics_writer');
  const { host, port, name } = database;
  const writer = new Client({ host, port, user, password, database: name });
  await writer.connect();
  const rows = async (query: string) => (await database.client.query<Record<string, unknown>>(query)).rows;
  return {
    database,
    writer,
    rows,
    store: (...facts) => inTransaction(writer, () => storeFacts(writer, facts)),
    map: async (service, spec = {}) => {
      const { repository = SHOP.fullName, branch = 'main', paths = [], environments = ['production'] } = spec;
      const { critical = [], exclude = [], redeployHours = 24, revertDays = 7 } = spec;
      await writer.query('insert into stackflow.services (name) values ($1) on conflict do nothing', [service]);
      await writer.query(
        `insert into stackflow.github_repositories
           (repository, service_id, production_branch, path_filters, production_environments, critical_labels, exclude_labels,
            redeploy_hours, revert_days)
         select $1, s.id, $3, $4, $5, $6, $7, $8, $9 from stackflow.services as s where s.name = $2`,
        [repository, service, branch, paths, environments, critical, exclude, redeployHours, revertDays]
      );
    },
    clear: async () => {
      await rows(`truncate stackflow.services, stackflow.change_records, stackflow.incidents,
        stackflow.github_repositories, stackflow.github_pull_requests, stackflow.github_deployments,
        stackflow.github_facts, stackflow.github_changes restart identity cascade`);
    },
    close: async () => {
      await writer.end();
      await database.drop();
    },
  };
}

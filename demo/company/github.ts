import { createHash } from 'node:crypto';

import type { ClientBase } from 'pg';

import { inTransaction } from '../../src/backend/aurora/transaction';
import { storeFacts } from '../../src/backend/sync/facts/store-facts';
import type { PullRequestFacts, RepositoryIdentity } from '../../src/backend/sync/facts/facts';
import { applyMappings } from '../../src/backend/sync/mapping/apply-mappings';
import { mappingSchema } from '../../src/backend/sync/mapping/definition';
import { chanceOf } from './chance';
import type { Chance } from './chance';
import type { Company } from './company';
import { DAY, HOUR, MINUTE } from './records';
import type { CompanyChange } from './records';
import { isOfGitHub } from './rows';
import { COMPANY_SERVICES } from './services';
import { isFrozen } from './times';

/** What GitHub would tell of the company's repositories, stored as GitHub sync stores it: sync makes the change records. */

const PEOPLE = ['a-okafor', 'j-lindgren', 'm-duarte', 's-iyer', 't-novak'] as const;
/** Pull requests that make no record, for each repository. */
const SKIPPED = 24;
const OPEN = 5;
/** The share of pull requests whose first commit was picked from elsewhere, and of those that touch two services. */
const PICKED = 0.02;
const SHARED = 0.08;
/** Of one transaction, as sync itself goes through a repository. */
const AT_ONCE = 400;

const SYNCED = COMPANY_SERVICES.flatMap(({ name, github }) => (github === null ? [] : [{ service: name, ...github }]));

export const REPOSITORIES: readonly RepositoryIdentity[] = [...new Set(SYNCED.map(({ name }) => name))].map(
  (fullName, index) => ({ id: 7_000 + index, fullName })
);

/** Maps the repositories, and stores the pull requests of the year. */
export async function syncCompany(client: ClientBase, company: Company, endMs: number): Promise<void> {
  const mappings = SYNCED.map(({ service, name, folder }) =>
    mappingSchema.parse({
      repository: name,
      service,
      paths: folder === null ? [] : [`${folder}/**`],
      environments: [],
      excludeLabels: ['dependencies'],
    })
  );
  await inTransaction(client, () => applyMappings(client, mappings));
  const facts = [...company.changes.filter(isOfGitHub).map((change) => mergedFacts(change, endMs)), ...others(endMs)];
  for (let from = 0; from < facts.length; from += AT_ONCE) {
    await inTransaction(client, () => storeFacts(client, facts.slice(from, from + AT_ONCE)));
  }
}

const shaOf = (text: string) => createHash('sha1').update(text).digest('hex');

function mergedFacts(
  { externalId, service, title, createdAt, liveAt, isUnplanned, reverts }: CompanyChange,
  endMs: number
): PullRequestFacts {
  const chance = chanceOf(externalId);
  const at = (seconds: number) => new Date(endMs + seconds * 1000);
  const mergedAt = at(liveAt ?? 0);
  const facts = emptyFacts(externalId, chance.oneOf(PEOPLE));
  const isPicked = chance.happens(PICKED);
  return {
    ...facts,
    title,
    headBranch: isUnplanned && reverts === null ? `hotfix/${facts.number}` : facts.headBranch,
    paths: pathsOf(service, liveAt ?? 0, chance),
    openedAt: at(createdAt + Math.min(HOUR, 3 * MINUTE)),
    updatedAt: mergedAt,
    readAt: at(0),
    state: { kind: 'merged', mergedAt, mergeCommitSha: shaOf(`${externalId} merged`) },
    firstCommitAt: at(isPicked ? createdAt - 60 * DAY : createdAt),
    leftBaseAt: isPicked ? at(createdAt) : null,
    revertsNumber: reverts === null ? null : numberOf(reverts),
  };
}

/** What a change of a service touched; at times a service beside it in the repository as well, which is live then too. */
function pathsOf(service: string, liveAt: number, chance: Chance): readonly string[] | null {
  const own = SYNCED.find((one) => one.service === service);
  if (own === undefined || own.folder === null) {
    return null;
  }
  const neighbours = SYNCED.filter((one) => one.name === own.name && one !== own && !isFrozen(one.service, liveAt));
  const touched = chance.happens(SHARED) ? [own, ...neighbours] : [own];
  return touched.map(({ folder }) => `${folder ?? ''}/src/index.ts`);
}

const numberOf = (externalId: string) => Number(/#(\d+)/.exec(externalId)?.[1]);

function emptyFacts(externalId: string, author: string) {
  const [fullName = ''] = externalId.split('#');
  const number = numberOf(externalId);
  const repository = REPOSITORIES.find((one) => one.fullName === fullName);
  if (repository === undefined) {
    throw new Error(`${externalId} is of no repository of the company.`);
  }
  return {
    kind: 'pullRequest',
    repository,
    number,
    url: `https://github.com/${fullName}/pull/${number}`,
    author,
    isByBot: false,
    baseBranch: 'main',
    headBranch: `${author}/${number}`,
    headSha: shaOf(`${externalId} head`),
    labels: [],
    leftBaseAt: null,
    paths: null,
    revertsNumber: null,
    revertsSha: null,
    branchRevertsNumber: null,
  } as const;
}

/** Updates of packages, merges into other branches, what was given up, and what is under review. */
function others(endMs: number): readonly PullRequestFacts[] {
  return REPOSITORIES.flatMap((repository) => {
    const chance = chanceOf(`${repository.fullName} others`);
    return Array.from({ length: SKIPPED + OPEN }, (_, index): PullRequestFacts => {
      const isOpen = index >= SKIPPED;
      const openedAt = isOpen ? -chance.between(HOUR, 6 * DAY) : -chance.between(8 * DAY, 300 * DAY);
      const at = (seconds: number) => new Date(endMs + seconds * 1000);
      const kind = chance.oneOf(['closed', 'dependencies', 'dependencies', 'branch'] as const);
      const endedAt = at(openedAt + chance.between(HOUR, 6 * DAY));
      const merged = { kind: 'merged', mergedAt: endedAt, mergeCommitSha: null } as const;
      return {
        ...emptyFacts(`${repository.fullName}#${9_000 + index}`, chance.oneOf(PEOPLE)),
        title: isOpen ? 'Under review' : kind === 'dependencies' ? 'Update packages' : 'Try another way',
        openedAt: at(openedAt),
        updatedAt: isOpen ? at(openedAt) : endedAt,
        readAt: at(0),
        state: isOpen ? { kind: 'open' } : kind === 'closed' ? { kind: 'closed', closedAt: endedAt } : merged,
        labels: kind === 'dependencies' ? ['dependencies'] : [],
        paths: ['docs/index.md'],
        baseBranch: kind === 'branch' ? 'next' : 'main',
        firstCommitAt: at(openedAt - HOUR),
      };
    });
  });
}

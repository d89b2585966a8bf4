import { z } from 'zod';

import { isWebAddress } from '../../../model/web-address';

/** What GitHub answers to our queries, checked: an answer that was cut short must not pass for a whole one. */

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const files = z.object({ pageInfo, nodes: z.array(z.object({ path: z.string() })) });

const pullRequest = z.object({
  number: z.number().int(),
  title: z.string(),
  url: z.string().refine(isWebAddress),
  body: z.string(),
  createdAt: time,
  updatedAt: time,
  closedAt: time.nullable(),
  mergedAt: time.nullable(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  // Null for an account that is gone.
  author: z.object({ login: z.string() }).nullable(),
  baseRefName: z.string(),
  headRefName: z.string(),
  headRefOid: z.string(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
  commits: z.object({ nodes: z.array(z.object({ commit: z.object({ authoredDate: time }) })) }),
  files: files.nullish(),
});

const deployment = z.object({
  databaseId: z.number().int(),
  commitOid: z.string(),
  environment: z.string().nullable(),
  createdAt: time,
  statuses: z
    .object({
      nodes: z.array(
        z.object({
          state: z.string(),
          createdAt: time,
          environmentUrl: z.string().nullable(),
          logUrl: z.string().nullable(),
        })
      ),
    })
    .nullable(),
});

const identity = { databaseId: z.number().int(), nameWithOwner: z.string() };

/** Answer to `PAGE_QUERY`. */
export const pageAnswer = z.object({
  repository: z.object({
    ...identity,
    pullRequests: z.object({ totalCount: z.number().int(), pageInfo, nodes: z.array(pullRequest) }).optional(),
    deployments: z.object({ pageInfo, nodes: z.array(deployment) }).optional(),
  }),
});

/** Answer to `PULL_REQUEST_QUERY`. */
export const pullRequestAnswer = z.object({ repository: z.object({ ...identity, pullRequest }) });

/** Answer to `PATHS_QUERY`. */
export const pathsAnswer = z.object({ repository: z.object({ pullRequest: z.object({ files }) }) });

/** Of REST's `GET /repositories/{id}`. */
export const repositoryAnswer = z.object({ id: z.number().int(), full_name: z.string() });

/** Of REST's list of pull requests. */
export const newestAnswer = z.array(z.object({ number: z.number().int(), base: z.object({ repo: repositoryAnswer }) }));

export type PullRequestAnswer = z.infer<typeof pullRequest>;
export type DeploymentAnswer = z.infer<typeof deployment>;
export type PageInfo = z.infer<typeof pageInfo>;

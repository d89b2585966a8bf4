import { z } from 'zod';

import { isWebAddress } from '../../../model/web-address';

/** What GitHub answers to our queries, checked: an answer that was cut short must not pass for a whole one. */

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const pageInfo = z
  .object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() })
  .refine(({ hasNextPage, endCursor }) => !hasNextPage || endCursor !== null);
/** No more than is asked for: nothing that a server sends is to fill the memory. */
const nodes = <T extends z.ZodType>(node: T) => z.array(node).max(100);
const files = z.object({ pageInfo, nodes: nodes(z.object({ path: z.string() })) });

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
  author: z.object({ __typename: z.string(), login: z.string() }).nullable(),
  baseRefName: z.string(),
  headRefName: z.string(),
  headRefOid: z.string(),
  mergeCommit: z.object({ oid: z.string() }).nullable(),
  labels: z.object({ nodes: nodes(z.object({ name: z.string() })) }).nullable(),
  commits: z.object({
    nodes: nodes(
      z.object({
        commit: z.object({
          authoredDate: time,
          parents: z.object({ nodes: nodes(z.object({ committedDate: time })) }),
        }),
      })
    ),
  }),
  files: files.nullish(),
});

const deployment = z.object({
  databaseId: z.number().int(),
  commitOid: z.string(),
  environment: z.string().nullable(),
  createdAt: time,
  statuses: z
    .object({
      nodes: nodes(
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
    pullRequests: z.object({ totalCount: z.number().int(), pageInfo, nodes: nodes(pullRequest) }).optional(),
    deployments: z.object({ pageInfo, nodes: nodes(deployment) }).optional(),
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

import { z } from 'zod';

import type { Facts, OtherFacts } from './facts';

/**
 * Facts as JSON holds them, in the queue and in the database. What version 0.2 does not tell has as default what
 * the database holds for it then.
 */

const time = z.iso.datetime().transform((text) => new Date(text));
const repository = z.object({ id: z.int(), fullName: z.string() });

const pullRequest = z.object({
  kind: z.literal('pullRequest'),
  repository,
  number: z.int(),
  title: z.string(),
  url: z.string(),
  author: z.string().nullable(),
  isByBot: z.boolean().default(false),
  baseBranch: z.string(),
  headBranch: z.string().default(''),
  headSha: z.string(),
  openedAt: time,
  updatedAt: time,
  readAt: time.nullable(),
  state: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('open') }),
    z.object({ kind: z.literal('closed'), closedAt: time }),
    z.object({ kind: z.literal('merged'), mergedAt: time, mergeCommitSha: z.string().nullable() }),
  ]),
  labels: z.array(z.string()),
  firstCommitAt: time.nullable(),
  leftBaseAt: time.nullable().default(null),
  paths: z.array(z.string()).nullable(),
  revertsNumber: z.int().nullable(),
  revertsSha: z.string().nullable(),
  branchRevertsNumber: z.int().nullable().default(null),
});

const deployment = z.object({
  kind: z.literal('deployment'),
  repository,
  deploymentId: z.int(),
  sha: z.string(),
  environment: z.string(),
  state: z.string(),
  stateAt: time,
  url: z.string().nullable(),
  runId: z.int().nullable().default(null),
});

const commit = z.object({
  kind: z.literal('commit'),
  repository,
  sha: z.string(),
  holds: z.array(z.string()),
  authoredAt: z.array(time),
});

const run = z.object({
  kind: z.literal('run'),
  repository,
  runId: z.int(),
  conclusion: z.string(),
  updatedAt: time,
});

const push = z.object({
  kind: z.literal('push'),
  repository,
  branch: z.string(),
  before: z.string(),
  sha: z.string(),
  pushedAt: time,
  author: z.string().nullable(),
  isByBot: z.boolean(),
  readAt: time.nullable(),
});

const named = z.object({
  kind: z.enum(['release', 'tag']),
  repository,
  name: z.string(),
  sha: z.string().nullable(),
  namedAt: time,
  isFinal: z.boolean(),
  readAt: time.nullable(),
});

export const otherFactsSchema: z.ZodType<OtherFacts> = z.discriminatedUnion('kind', [commit, run, push, named]);

export const factsSchema: z.ZodType<Facts> = z.discriminatedUnion('kind', [
  pullRequest,
  deployment,
  commit,
  run,
  push,
  named,
]);

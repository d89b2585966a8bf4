import { z } from 'zod';

/** What of a repository is deployed as which service, as people write it. */

const NAME = /^[^/\s]+\/[^/\s]+$/;
const text = z.string().trim().min(1).max(255);
const texts = z.array(text).max(100).default([]);

export const mappingSchema = z.strictObject({
  /** `owner/name`, as GitHub calls it when it is mapped. */
  repository: z.string().trim().max(255).regex(NAME, 'must be owner/name'),
  /** The configuration item's exact name. */
  service: text,
  /** Merging into it deploys; may hold `*` and `**`. Default main. */
  branch: text.default('main'),
  /** Globs of changed files that concern the service; empty, the default: all do. */
  paths: texts,
  /**
   * GitHub environments whose deployments decide outcome and time. Default production; empty:
   * merging is deploying, whatever deployments there are.
   */
  environments: z.array(text).max(100).default(['production']),
  /**
   * What deploys: `deployment`: GitHub's deployments to the environments, or merging where none are named;
   * `merge`; `release`: publishing one; `tag`: making one. Default deployment.
   */
  deployedBy: z.enum(['merge', 'deployment', 'release', 'tag']).default('deployment'),
  /** Globs of tags that count where releases or tags deploy; empty, the default: all do. */
  tags: texts,
  /**
   * What a record is of where deployments, releases or tags deploy: `pullRequest`: each change that one brought live;
   * `deployment`: each of these, with all that it carried. Default pullRequest.
   */
  recordPer: z.enum(['pullRequest', 'deployment']).default('pullRequest'),
  /**
   * A change whose deployment failed counts as failed unless a later one brings it live within so many
   * hours. Default 24.
   */
  redeployHours: z.int().min(0).max(8_760).default(24),
  /** A revert counts against what it reverts within so many days after that was live. Default 7. */
  revertDays: z.int().min(0).max(3_650).default(7),
  /** A pull request with one of these labels is a critical change. Default none. */
  criticalLabels: texts,
  /** A pull request with one of these labels makes no record. Default none. */
  excludeLabels: texts,
  /** A pull request of an author that one of these globs fits makes no record. Default none. */
  excludeAuthors: texts,
  /** Whether pull requests of bots, by GitHub's own type, make no record. Default false. */
  excludeBots: z.boolean().default(false),
  /** A pull request with a title that one of these globs fits makes no record. Default none. */
  excludeTitles: texts,
  /** A pull request with one of these labels is an unplanned deployment. Default none. */
  reworkLabels: texts,
  /** A pull request from a branch that one of these globs fits is an unplanned deployment. Default hotfix/**. */
  reworkBranches: z.array(text).max(100).default(['hotfix/**']),
  /**
   * What a push to the production branch without a pull request is: `record`: a deployment; `count`: it is
   * told in the status alone; `ignore`: nothing. Default count.
   */
  deployWithoutPullRequest: z.enum(['record', 'count', 'ignore']).default('count'),
  /** Where false, records stay as they are and no new ones come. Default true. */
  enabled: z.boolean().default(true),
});
export type MappingDefinition = z.output<typeof mappingSchema>;

/** Two of them are of the same mapping. */
export function mappingKey({ repository, service }: Pick<MappingDefinition, 'repository' | 'service'>): string {
  return JSON.stringify([repository.toLowerCase(), service]);
}

/** Fields that an edit may change, by name. */
export const EDITABLE = [
  'branch',
  'paths',
  'environments',
  'deployedBy',
  'tags',
  'recordPer',
  'redeployHours',
  'revertDays',
  'criticalLabels',
  'excludeLabels',
  'excludeAuthors',
  'excludeBots',
  'excludeTitles',
  'reworkLabels',
  'reworkBranches',
  'deployWithoutPullRequest',
  'enabled',
] as const;

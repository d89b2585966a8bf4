import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildSchema, execute, parse, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';

import type { FakeDeployment, FakeName, FakePullRequest, FakeRepository } from './fake-data';
import { GraphqlError, pageOf } from './fake-pages';

/** Answers queries by GitHub's own schema: a field that GitHub does not have is refused here as well. */

interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors?: readonly { readonly type?: string; readonly message: string; readonly extensions?: object }[];
}

export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

let schema: GraphQLSchema | undefined;
const documents = new Map<string, DocumentNode>();

/**
 * @param find a repository by its present or a former name
 * @param shortPage the most pull requests that a page holds, however many are asked for
 */
export async function answerGraphql(
  { query, variables }: GraphqlRequest,
  find: (fullName: string) => FakeRepository | undefined,
  shortPage: number
): Promise<GraphqlAnswer> {
  const github = githubSchema();
  const document = documents.get(query) ?? parse(query);
  const mistakes = documents.has(query) ? [] : validate(github, document);
  if (mistakes.length > 0) {
    return { data: null, errors: mistakes.map(({ message }) => ({ message, extensions: { code: 'invalid' } })) };
  }
  documents.set(query, document);
  const rootValue = {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repository = find(`${owner}/${name}`);
      if (repository === undefined) {
        throw new GraphqlError('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return repositoryNode(repository, shortPage);
    },
  };
  const { data, errors } = await execute({ schema: github, document, rootValue, variableValues: variables });
  return errors === undefined ? { data } : { data, errors: errors.map(typed) };
}

/** GitHub's public schema. */
export function githubSchema(): GraphQLSchema {
  const file = join(__dirname, '../../../node_modules/@octokit/graphql-schema/schema.graphql');
  schema ??= buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true });
  return schema;
}

function typed({ message, originalError }: { message: string; originalError?: Error | undefined }) {
  return originalError instanceof GraphqlError ? { type: originalError.type, message } : { message };
}

type Arguments = Parameters<typeof pageOf>[2];

function repositoryNode(repository: FakeRepository, shortPage: number) {
  return {
    databaseId: repository.id,
    nameWithOwner: repository.fullName,
    pullRequests: ({ first = 0, after = null }: Arguments) => {
      const newestFirst = repository.pullRequests.toSorted((a, b) => placeOf(a) - placeOf(b));
      const { nodes, ...page } = pageOf(newestFirst, placeOf, { first: Math.min(first, shortPage), after });
      return { ...page, nodes: nodes.map((one) => pullRequestNode(repository, one)) };
    },
    pullRequest: ({ number }: { number: number }) => {
      const pullRequest = repository.pullRequests.find((one) => one.number === number);
      if (pullRequest === undefined) {
        throw new GraphqlError('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
      }
      return pullRequestNode(repository, pullRequest);
    },
    releases: (args: Arguments) => {
      const { nodes, ...page } = pageOf(newestNames(repository.releases), placeOfName, args);
      return { ...page, nodes: nodes.map(releaseNode) };
    },
    refs: (args: Arguments) => {
      const { nodes, ...page } = pageOf(newestNames(repository.tags), placeOfName, args);
      return { ...page, nodes: nodes.map(tagNode) };
    },
    object: ({ oid }: { oid: string }) => commitNode(repository, oid),
    deployments: ({ environments, ...args }: Arguments & { environments?: readonly string[] | null }) => {
      const newestFirst = repository.deployments
        .filter(({ environment }) => !environments || environments.includes(environment))
        .toSorted((a, b) => b.id - a.id);
      const { nodes, ...page } = pageOf(newestFirst, ({ id }) => -id, args);
      return { ...page, nodes: nodes.map(deploymentNode) };
    },
  };
}

/** The newest first, and where two are as old, the higher number. */
function placeOf({ updatedAt, number }: FakePullRequest): number {
  return -(updatedAt.getTime() + number / 1_000_000);
}

function pullRequestNode({ fullName }: FakeRepository, one: FakePullRequest) {
  return {
    number: one.number,
    title: one.title,
    url: `https://github.com/${fullName}/pull/${one.number}`,
    body: one.body,
    createdAt: iso(one.createdAt),
    updatedAt: iso(one.updatedAt),
    closedAt: one.closedAt && iso(one.closedAt),
    mergedAt: one.merge && iso(one.merge.at),
    state: one.state,
    author: one.author === null ? null : { __typename: one.isBot ? 'Bot' : 'User', login: one.author },
    baseRefName: one.base,
    headRefName: one.head,
    headRefOid: one.headSha,
    mergeCommit: one.merge && { oid: one.merge.sha },
    labels: { nodes: one.labels.map((name) => ({ name })) },
    commits: {
      nodes: [
        {
          commit: {
            authoredDate: iso(one.firstCommitAt),
            parents: { nodes: [{ committedDate: iso(one.leftBaseAt) }] },
          },
        },
      ],
    },
    files: (args: Arguments) => {
      const indexed = one.paths.map((path, index) => ({ path, index }));
      return pageOf(indexed, ({ index }) => index, args);
    },
  };
}

const placeOfName = ({ at }: FakeName) => -at.getTime();
const newestNames = (names: readonly FakeName[]) => names.toSorted((a, b) => placeOfName(a) - placeOfName(b));

function releaseNode({ name, sha, at, isPrerelease = false }: FakeName) {
  return {
    ...{ tagName: name, isDraft: false, isPrerelease, publishedAt: iso(at), createdAt: iso(at) },
    tagCommit: { oid: sha },
  };
}

/** One that was annotated. */
function tagNode({ name, sha, at }: FakeName) {
  const target = { __typename: 'Commit', oid: sha, committedDate: iso(new Date(at.getTime() - 3_600_000)) };
  return { name, target: { __typename: 'Tag', tagger: { date: iso(at) }, target } };
}

/** A commit that a merge made, or that a test named; null for any other. */
function commitNode({ pullRequests, ancestors, authoredAt }: FakeRepository, oid: string) {
  const isKnown = ancestors.has(oid) || pullRequests.some(({ merge }) => merge?.sha === oid);
  const history = [oid, ...(ancestors.get(oid) ?? [])];
  return isKnown
    ? {
        __typename: 'Commit',
        oid,
        history: ({ first = 100 }: Arguments) => ({
          nodes: history.slice(0, first).map((name) => ({
            oid: name,
            authoredDate: iso(authoredAt.get(name) ?? new Date('2025-01-01T00:00:00Z')),
          })),
        }),
      }
    : null;
}

function deploymentNode({ id, sha, environment, createdAt, statuses }: FakeDeployment) {
  return {
    databaseId: id,
    commitOid: sha,
    environment,
    createdAt: iso(createdAt),
    statuses: {
      nodes: statuses
        .toSorted((a, b) => b.at.getTime() - a.at.getTime())
        .map(({ state, at, runId }) => ({
          state,
          createdAt: iso(at),
          environmentUrl: null,
          logUrl: runId === undefined ? null : runUrl(runId),
        })),
    },
  };
}

/** Where the log of a run is. */
export function runUrl(runId: number): string {
  return `https://github.com/acme/shop/actions/runs/${runId}/job/1`;
}

/** GitHub tells whole seconds. */
function iso(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

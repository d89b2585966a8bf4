/** What GitHub is asked by GraphQL. A test holds these against GitHub's own schema. */

/** Labels and files that come with a pull request; GitHub allows 100 labels, and files have further pages. */
const PULL_REQUEST_FIELDS = `
fragment pullRequestFields on PullRequest {
  number title url body createdAt updatedAt closedAt mergedAt state
  author { __typename login }
  baseRefName headRefName headRefOid
  mergeCommit { oid }
  labels(first: 100) { nodes { name } }
  commits(first: 1) { nodes { commit { authoredDate parents(first: 1) { nodes { committedDate } } } } }
  files(first: 100) @include(if: $withPaths) { pageInfo { hasNextPage endCursor } nodes { path } }
}`;

/**
 * One page of a repository's pull requests and one of its deployments, the newest first: one request
 * where two would count twice against the limit.
 */
export const PAGE_QUERY = `
query page(
  $owner: String!, $name: String!, $size: Int!,
  $withPullRequests: Boolean!, $pullRequestsAfter: String, $withPaths: Boolean!,
  $withDeployments: Boolean!, $deploymentsAfter: String, $environments: [String!]
) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    pullRequests(first: $size, after: $pullRequestsAfter, orderBy: { field: UPDATED_AT, direction: DESC })
      @include(if: $withPullRequests) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { ...pullRequestFields }
    }
    deployments(
      first: $size, after: $deploymentsAfter, environments: $environments,
      orderBy: { field: CREATED_AT, direction: DESC }
    ) @include(if: $withDeployments) {
      pageInfo { hasNextPage endCursor }
      nodes {
        databaseId commitOid environment createdAt
        statuses(first: 20) { nodes { state createdAt environmentUrl logUrl } }
      }
    }
  }
}
${PULL_REQUEST_FIELDS}`;

/** One pull request. */
export const PULL_REQUEST_QUERY = `
query pullRequest($owner: String!, $name: String!, $number: Int!, $withPaths: Boolean!) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    pullRequest(number: $number) { ...pullRequestFields }
  }
}
${PULL_REQUEST_FIELDS}`;

/** Further changed files of a pull request that has more than come with it. */
export const PATHS_QUERY = `
query paths($owner: String!, $name: String!, $number: Int!, $after: String!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      files(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { path } }
    }
  }
}`;

import { z } from 'zod';

import type { NamedFacts } from '../facts/facts';
import { nextOf } from './paths';
import type { Requests } from './requests';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const commit = z.object({ oid: z.string(), committedDate: time });

const answer = z.object({
  repository: z.object({
    databaseId: z.number().int(),
    nameWithOwner: z.string(),
    releases: z
      .object({
        pageInfo,
        nodes: z
          .array(
            z.object({
              tagName: z.string(),
              isDraft: z.boolean(),
              isPrerelease: z.boolean(),
              publishedAt: time.nullable(),
              createdAt: time,
              tagCommit: z.object({ oid: z.string() }).nullable(),
            })
          )
          .max(100),
      })
      .optional(),
    refs: z
      .object({
        pageInfo,
        nodes: z
          .array(
            z.object({
              name: z.string(),
              target: z.union([
                commit,
                z.object({
                  tagger: z.object({ date: time.nullable() }).nullable(),
                  target: z.union([commit, z.object({})]),
                }),
                z.object({}),
              ]),
            })
          )
          .max(100),
      })
      .nullish(),
  }),
});

/** A page of releases or of tags, the newest first. */
export const NAMES_QUERY = `
query names($owner: String!, $name: String!, $releases: Boolean!, $tags: Boolean!, $after: String) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    releases(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) @include(if: $releases) {
      pageInfo { hasNextPage endCursor }
      nodes { tagName isDraft isPrerelease publishedAt createdAt tagCommit { oid } }
    }
    refs(refPrefix: "refs/tags/", first: 100, after: $after, orderBy: { field: TAG_COMMIT_DATE, direction: DESC })
      @include(if: $tags) {
      pageInfo { hasNextPage endCursor }
      nodes {
        name
        target {
          ... on Commit { oid committedDate }
          ... on Tag { tagger { date } target { ... on Commit { oid committedDate } } }
        }
      }
    }
  }
}`;

export interface NamesRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly kind: NamedFacts['kind'];
  /** The cursor of the page before; null: the newest. */
  readonly after: string | null;
}

export interface NamesPage {
  readonly facts: readonly NamedFacts[];
  /** The cursor of the following page; null: this is the last. */
  readonly next: string | null;
}

export async function fetchNames(
  requests: Requests,
  { repository, kind, after }: NamesRequest,
  signal: AbortSignal
): Promise<NamesPage> {
  const variables = { releases: kind === 'release', tags: kind === 'tag', after };
  const query = { repository, text: NAMES_QUERY, variables: () => variables, answer };
  const listing = (await requests.graphql(query, signal)).repository;
  const common = { kind, repository: { id: listing.databaseId, fullName: listing.nameWithOwner }, readAt: new Date() };
  const releases = (listing.releases?.nodes ?? []).map((one) => ({
    ...common,
    name: one.tagName,
    sha: one.tagCommit?.oid ?? null,
    namedAt: one.publishedAt ?? one.createdAt,
    isFinal: !one.isDraft && !one.isPrerelease,
  }));
  const tags = (listing.refs?.nodes ?? []).flatMap(({ name, target }) => {
    const of = commitOf(target);
    return of === null ? [] : [{ ...common, name, ...of, isFinal: true }];
  });
  const page = listing.releases ?? listing.refs;
  return { facts: [...releases, ...tags], next: page ? nextOf(page.pageInfo) : null };
}

type Target = NonNullable<z.output<typeof answer>['repository']['refs']>['nodes'][number]['target'];

/** What a tag names; null for one that names no commit. */
function commitOf(target: Target): { readonly sha: string; readonly namedAt: Date } | null {
  if ('oid' in target) {
    return { sha: target.oid, namedAt: target.committedDate };
  }
  if ('target' in target && 'oid' in target.target) {
    return { sha: target.target.oid, namedAt: target.tagger?.date ?? target.target.committedDate };
  }
  return null;
}

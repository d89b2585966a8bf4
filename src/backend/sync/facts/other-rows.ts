import type { ClientBase, Pool } from 'pg';
import sql from 'sql-template-tag';

import { asJson } from './as-json';
import type { OtherFacts } from './facts';
import { otherFactsSchema } from './facts-schema';

/** By which a fact is known among those of its kind. */
export function otherKey(facts: OtherFacts): string {
  switch (facts.kind) {
    case 'commit':
      return facts.sha;
    case 'run':
      return String(facts.runId);
    case 'push':
      return `${facts.branch} ${facts.sha}`;
    case 'release':
    case 'tag':
      return facts.name;
  }
}

/** One text for one fact. */
export function otherText(facts: OtherFacts): string {
  return `${facts.repository.id} ${facts.kind} ${otherKey(facts)}`;
}

/** What is stored of these; those that are not are missing. */
export async function loadOthers(
  client: ClientBase | Pool,
  requested: readonly OtherFacts[]
): Promise<ReadonlyMap<string, OtherFacts>> {
  const keys = requested.map((one) => ({ repositoryId: one.repository.id, kind: one.kind, key: otherKey(one) }));
  const { rows } = await client.query<{ content: unknown }>(sql`
    select f.content
    from json_to_recordset(${asJson(keys)}::json) as k ("repositoryId" bigint, kind text, key text)
    join stackflow.github_facts as f
      on f.repository_id = k."repositoryId" and f.kind = k.kind and f.key = k.key
  `);
  return new Map(rows.map(({ content }) => otherFactsSchema.parse(content)).map((one) => [otherText(one), one]));
}

/** Stores them in place of what was known. */
export async function saveOthers(client: ClientBase, all: readonly OtherFacts[]): Promise<void> {
  const rows = all.map((one) => ({
    repositoryId: one.repository.id,
    kind: one.kind,
    key: otherKey(one),
    at: atOf(one),
    shas: shasOf(one),
    content: one,
  }));
  await client.query(sql`
    insert into stackflow.github_facts (repository_id, kind, key, at, shas, content)
    select g."repositoryId", g.kind, g.key, g.at, g.shas, g.content
    from json_to_recordset(${asJson(rows)}::json)
      as g ("repositoryId" bigint, kind text, key text, at timestamptz, shas text[], content jsonb)
    on conflict (repository_id, kind, key) do update set
      at = excluded.at, shas = excluded.shas, content = excluded.content, stored_at = now()
  `);
}

function atOf(facts: OtherFacts): Date | null {
  switch (facts.kind) {
    case 'commit':
      return null;
    case 'run':
      return facts.updatedAt;
    case 'push':
      return facts.pushedAt;
    case 'release':
    case 'tag':
      return facts.namedAt;
  }
}

function shasOf(facts: OtherFacts): readonly string[] {
  switch (facts.kind) {
    case 'commit':
      return facts.holds;
    case 'run':
      return [];
    case 'push':
      return [facts.sha];
    case 'release':
    case 'tag':
      return facts.sha === null ? [] : [facts.sha];
  }
}

// PROVISIONAL, by B, to test the backfill with until A's own replaces it.
import type { ClientBase } from 'pg';
import type { Facts } from './facts';

export interface StoreCounts {
  readonly stored: number;
}

export function noCounts(): StoreCounts {
  return { stored: 0 };
}

export function addCounts(a: StoreCounts, b: StoreCounts): StoreCounts {
  return { stored: a.stored + b.stored };
}

export async function storeFacts(client: ClientBase, facts: readonly Facts[]): Promise<StoreCounts> {
  const rows = JSON.stringify(
    facts.flatMap((one) =>
      one.kind === 'pullRequest' && one.state.kind === 'merged' ? [{ ...one, mergedAt: one.state.mergedAt }] : []
    )
  );
  await client.query(
    `insert into stackflow.change_records
       (service_id, title, change_type, state, source, deployment_outcome, created_at, implementation_end_at, closed_at, external_id, url)
     select m.service_id, f.title, 'deployment', 'closed', 'github', 'successful', f."firstCommitAt", f."mergedAt", f."mergedAt", m.repository || '#' || f.number, f.url
     from json_to_recordset($1::json) as f (title text, "firstCommitAt" timestamptz, "mergedAt" timestamptz, number int, url text, repository json)
     join stackflow.github_repositories as m on m.repository_id = (f.repository ->> 'id')::bigint
     on conflict (external_id) do update set title = excluded.title`,
    [rows]
  );
  return { stored: facts.length };
}

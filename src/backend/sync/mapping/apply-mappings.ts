import { isDeepStrictEqual } from 'node:util';

import type { ClientBase } from 'pg';

import { lockMapping, lockRepositories } from '../facts/locks';
import { forgetPushesEtags } from '../backfill/state';
import type { RecordCounts } from '../records/reconcile-records';
import { rederive } from '../records/rederive';
import { mappingKey } from './definition';
import type { MappingDefinition } from './definition';
import { listMappings, saveMappings } from './mapping-rows';

/** What applying mappings came to. */
export interface MappingChanges {
  readonly created: readonly MappingDefinition[];
  readonly updated: readonly { readonly before: MappingDefinition; readonly after: MappingDefinition }[];
  readonly unchanged: number;
  /** Change records that follow from what is known of the repositories already. */
  readonly records: RecordCounts;
}

/**
 * Makes these mappings so, leaves others alone, and makes of the pull requests that are known
 * already what follows.
 *
 * @param client signed in as a member of `sre_metrics_writer`, in a transaction
 * @param mappings of services that exist
 */
export async function applyMappings(
  client: ClientBase,
  mappings: readonly MappingDefinition[]
): Promise<MappingChanges> {
  await lockMapping(client);
  const present = new Map((await listMappings(client)).map((one) => [mappingKey(one), one]));
  const created = mappings.filter((one) => !present.has(mappingKey(one)));
  const updated = mappings.flatMap((after) => {
    const before = present.get(mappingKey(after));
    return before === undefined || isSame(before, after) ? [] : [{ before, after }];
  });
  const changed = [...created, ...updated.map(({ after }) => after)];
  const ids = changed.length === 0 ? [] : [...new Set(await saveMappings(client, changed))];
  await lockRepositories(client, ids);
  await forgetPushesEtags(client, ids);
  return {
    created,
    updated,
    unchanged: mappings.length - changed.length,
    records: await rederive(client, ids),
  };
}

/** The name's case is GitHub's affair: it takes both for the same. */
function isSame(one: MappingDefinition, other: MappingDefinition): boolean {
  return isDeepStrictEqual({ ...one, repository: '' }, { ...other, repository: '' });
}

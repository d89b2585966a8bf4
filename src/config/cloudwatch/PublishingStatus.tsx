import React, { useCallback } from 'react';

import { publishingResponseSchema } from '../../model/publishing-status';
import { CLOUDWATCH_LABELS } from '../../selectors';
import { LoadedView } from '../LoadedView';
import { resourceCaller } from '../resource-call';
import { useLoaded } from '../use-loaded';
import { PublishingTable } from './PublishingTable';

/**
 * How publishing stands, of every destination that the database knows.
 *
 * @param uid of a data source that is stored
 */
export function PublishingStatus({ uid }: { readonly uid: string }) {
  const load = useCallback(
    () => resourceCaller(uid)({ method: 'GET', path: 'cloudwatch-publishing' }, publishingResponseSchema),
    [uid]
  );
  const { loaded, reload } = useLoaded(load);
  return (
    <LoadedView loaded={loaded} reload={reload} failure={CLOUDWATCH_LABELS.error}>
      {(items) => (items.length === 0 ? <p>Nothing has been published yet.</p> : <PublishingTable items={items} />)}
    </LoadedView>
  );
}

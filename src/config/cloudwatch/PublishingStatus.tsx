import React, { useCallback } from 'react';

import { CLOUDWATCH_LABELS } from '../../labels/control-labels';
import { publishingResponseSchema } from '../../model/publishing-status';
import { LoadedView } from '../backend-calls/LoadedView';
import { resourceCaller } from '../backend-calls/resource-call';
import { useLoaded } from '../backend-calls/use-loaded';
import { useReportedStatus } from '../sections/reported-status';
import { publishingStatus } from './publishing-words';
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
  useReportedStatus(loaded.status === 'loaded' ? publishingStatus(loaded.value) : null);
  return (
    <LoadedView loaded={loaded} reload={reload} failure={CLOUDWATCH_LABELS.error}>
      {(items) => (items.length === 0 ? <p>Nothing has been published yet.</p> : <PublishingTable items={items} />)}
    </LoadedView>
  );
}

import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import React, { useCallback } from 'react';

import { publishingResponseSchema } from '../../model/publishing-status';
import { CLOUDWATCH_LABELS } from '../../selectors';
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
  switch (loaded.status) {
    case 'loading':
      return <LoadingPlaceholder text="Loading…" />;
    case 'failed':
      return (
        <Alert title={CLOUDWATCH_LABELS.error} severity="error">
          <p>{loaded.message}</p>
          <Button size="sm" variant="secondary" onClick={reload}>
            {CLOUDWATCH_LABELS.retry}
          </Button>
        </Alert>
      );
    case 'loaded':
      return loaded.value.length === 0 ? (
        <p>Nothing has been published yet.</p>
      ) : (
        <PublishingTable items={loaded.value} />
      );
  }
}

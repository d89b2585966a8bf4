import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import React, { useCallback, useMemo, useState } from 'react';
import type { SyntheticEvent } from 'react';

import { SLO_LABELS } from '../../selectors';
import { sloClient } from './slo-client';
import { SloDialogs } from './SloDialogs';
import type { SloDialog } from './SloDialogs';
import { SloList } from './SloList';
import { useLoaded } from './use-loaded';
import { useSloSwitch } from './use-slo-switch';

/**
 * Lists, creates and changes the SLOs of a data source.
 *
 * @param uid of a data source that is stored
 */
export function SloManager({ uid }: { readonly uid: string }) {
  const client = useMemo(() => sloClient(uid), [uid]);
  const { loaded, reload } = useLoaded(client.list);
  const [dialog, setDialog] = useState<SloDialog | null>(null);
  const [notice, setNotice] = useState('');
  const { failure, switchTo } = useSloSwitch(client, setNotice, reload);
  const open = useCallback(
    (next: SloDialog) => {
      setNotice('');
      setDialog(next);
    },
    [setDialog]
  );
  return (
    // The page's own form would take a dialog's submit for its own, and save the data source.
    <div onSubmit={(event: SyntheticEvent) => event.stopPropagation()}>
      {failure !== null && (
        <Alert title={failure.stale ? SLO_LABELS.stale : SLO_LABELS.saveError} severity="error">
          {failure.message}
        </Alert>
      )}
      {loaded.status === 'loading' && <LoadingPlaceholder text="Loading SLOs…" />}
      {loaded.status === 'failed' && (
        <Alert title={SLO_LABELS.listError} severity="error">
          <p>{loaded.message}</p>
          <Button size="sm" variant="secondary" onClick={reload}>
            {SLO_LABELS.retry}
          </Button>
        </Alert>
      )}
      {loaded.status === 'loaded' && <SloList answer={loaded.value} onOpen={open} onSwitch={switchTo} />}
      <p role="status">{notice}</p>
      <SloDialogs
        client={client}
        dialog={dialog}
        onDismiss={() => setDialog(null)}
        onChanged={reload}
        onSaved={(message) => {
          setDialog(null);
          setNotice(message);
          reload();
        }}
        onSwitch={switchTo}
      />
    </div>
  );
}

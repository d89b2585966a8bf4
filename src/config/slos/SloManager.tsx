import React, { useMemo, useState } from 'react';
import type { SyntheticEvent } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import { LoadedView } from '../backend-calls/LoadedView';
import { showSuccess } from '../backend-calls/toasts';
import { useLoaded } from '../backend-calls/use-loaded';
import { sloClient } from './slo-client';
import { SloDialogs } from './SloDialogs';
import type { SloDialog } from './SloDialogs';
import { SloList } from './SloList';
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
  const switchSlo = useSloSwitch(client, reload);
  return (
    // The page's own form would take a dialog's submit for its own, and save the data source.
    <div onSubmit={(event: SyntheticEvent) => event.stopPropagation()}>
      <LoadedView loaded={loaded} reload={reload} failure={SLO_LABELS.listError} loading="Loading SLOs…">
        {(value) => <SloList answer={value} onOpen={setDialog} onSwitch={switchSlo} />}
      </LoadedView>
      <SloDialogs
        client={client}
        dialog={dialog}
        onDismiss={() => setDialog(null)}
        onChanged={reload}
        onSaved={(message) => {
          showSuccess(message);
          setDialog(null);
          reload();
        }}
        onSwitch={switchSlo}
      />
    </div>
  );
}

import { Alert, Stack, Text } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import type { SyntheticEvent } from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import type { GateOverride } from '../../model/gate';
import { failureOf } from '../backend-calls/call-failure';
import { LoadedView } from '../backend-calls/LoadedView';
import { showFailure, showSuccess } from '../backend-calls/toasts';
import { useLoaded } from '../backend-calls/use-loaded';
import { useReportedStatus } from '../sections/reported-status';
import { counted, off, warning } from '../sections/section-status';
import { BlockedChanges } from './BlockedChanges';
import { gateClient } from './gate-client';
import type { GateOverview } from './gate-client';
import { enforcementText, gatedStatus } from './gate-words';
import { GateDialogs } from './GateDialogs';
import type { GateDialog } from './GateDialogs';
import { GatedServices } from './GatedServices';
import { Overrides } from './Overrides';

/**
 * Shows what the change gate decides and holds, and lets Editors override it.
 *
 * @param uid of a data source that is stored
 */
export function GateManager({ uid }: { readonly uid: string }) {
  const client = useMemo(() => gateClient(uid), [uid]);
  const { loaded, reload } = useLoaded(client.overview);
  const [dialog, setDialog] = useState<GateDialog | null>(null);
  const end = async ({ id, service }: GateOverride) => {
    try {
      await client.end(id);
      showSuccess(`Ended the override of ${service}.`);
    } catch (error) {
      showFailure(GATE_LABELS.endError, failureOf(error).message);
    }
    reload();
  };
  return (
    // The page's own form would take a dialog's submit for its own, and save the data source.
    <div onSubmit={(event: SyntheticEvent) => event.stopPropagation()}>
      <LoadedView loaded={loaded} reload={reload} failure={GATE_LABELS.listError} loading="Loading the change gate…">
        {(value) => <Overview overview={value} onOpen={setDialog} />}
      </LoadedView>
      <GateDialogs
        client={client}
        dialog={dialog}
        onDismiss={() => setDialog(null)}
        onDone={(message) => {
          showSuccess(message);
          setDialog(null);
          reload();
        }}
        onEnd={(override) => void end(override)}
      />
    </div>
  );
}

interface OverviewProps {
  readonly overview: GateOverview;
  readonly onOpen: (dialog: GateDialog) => void;
}

function Overview({ overview: { decisions, blocked, overrides }, onOpen }: OverviewProps) {
  const { writable } = overrides;
  useReportedStatus(gatedStatus(decisions));
  useReportedStatus(blocked.blocked.length === 0 ? null : warning(counted(blocked.blocked.length, 'change', 'held')));
  useReportedStatus(decisions.enforced ? null : off('not installed'));
  useReportedStatus(writable.allowed ? null : off('read-only'));
  return (
    <Stack direction="column" gap={2}>
      {!writable.allowed && (
        <Alert title={GATE_LABELS.readOnly} severity="info" bottomSpacing={0}>
          {writable.reason}
        </Alert>
      )}
      <Text color="secondary">{enforcementText(decisions)}</Text>
      <Text element="h4">{GATE_LABELS.gated}</Text>
      <GatedServices gated={decisions.gated} />
      <Text element="h4">{GATE_LABELS.blocked}</Text>
      <BlockedChanges answer={blocked} onOpen={onOpen} />
      <Text element="h4">{GATE_LABELS.overrides}</Text>
      <Overrides answer={overrides} onOpen={onOpen} />
    </Stack>
  );
}

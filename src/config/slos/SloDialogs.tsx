import React from 'react';

import type { SloItem } from '../../model/resources';
import { DisableSloDialog } from './DisableSloDialog';
import { MonitoringDialog } from './MonitoringDialog';
import type { SloClient } from './slo-client';
import { SloFormDialog } from './SloFormDialog';
import { SloHistoryDialog } from './SloHistoryDialog';
import type { SwitchSlo } from './use-slo-switch';

export type SloDialog =
  | { readonly kind: 'create' | 'monitoring' }
  | { readonly kind: 'edit' | 'disable' | 'history' | 'monitoringOf'; readonly slo: SloItem };

interface Props {
  readonly client: SloClient;
  /** The dialog that is open, null while none is. */
  readonly dialog: SloDialog | null;
  readonly onDismiss: () => void;
  /** The list is found to be old. */
  readonly onChanged: () => void;
  /** Given a sentence that says what was saved. */
  readonly onSaved: (message: string) => void;
  readonly onSwitch: SwitchSlo;
}

export function SloDialogs({ client, dialog, onDismiss, onChanged, onSaved, onSwitch }: Props) {
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'create':
      return <SloFormDialog client={client} slo={null} onDismiss={onDismiss} onChanged={onChanged} onSaved={onSaved} />;
    case 'edit':
      return (
        <SloFormDialog client={client} slo={dialog.slo} onDismiss={onDismiss} onChanged={onChanged} onSaved={onSaved} />
      );
    case 'history':
      return <SloHistoryDialog client={client} slo={dialog.slo} onDismiss={onDismiss} />;
    case 'monitoring':
      return <MonitoringDialog client={client} of={null} onDismiss={onDismiss} onSaved={onSaved} />;
    case 'monitoringOf': {
      const { definition, monitoredSince } = dialog.slo;
      const of = { name: definition.service, monitoredSince };
      return <MonitoringDialog client={client} of={of} onDismiss={onDismiss} onSaved={onSaved} />;
    }
    case 'disable':
      return (
        <DisableSloDialog slo={dialog.slo} onDismiss={onDismiss} onConfirm={() => void onSwitch(dialog.slo, false)} />
      );
  }
}

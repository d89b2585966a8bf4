import React from 'react';

import type { BlockedChange, GateOverride } from '../../model/gate';
import { EndOverrideDialog } from './EndOverrideDialog';
import type { GateClient } from './gate-client';
import { OverrideDialog } from './OverrideDialog';
import { ReleaseDialog } from './ReleaseDialog';

export type GateDialog =
  | { readonly kind: 'add' }
  | { readonly kind: 'end'; readonly override: GateOverride }
  | { readonly kind: 'release'; readonly blocked: BlockedChange };

interface Props {
  readonly client: GateClient;
  /** The dialog that is open, null while none is. */
  readonly dialog: GateDialog | null;
  readonly onDismiss: () => void;
  /** Given a sentence that says what was done. */
  readonly onDone: (message: string) => void;
  readonly onEnd: (override: GateOverride) => void;
}

export function GateDialogs({ client, dialog, onDismiss, onDone, onEnd }: Props) {
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add':
      return <OverrideDialog client={client} onDismiss={onDismiss} onDone={onDone} />;
    case 'release':
      return <ReleaseDialog client={client} blocked={dialog.blocked} onDismiss={onDismiss} onDone={onDone} />;
    case 'end':
      return (
        <EndOverrideDialog override={dialog.override} onDismiss={onDismiss} onConfirm={() => onEnd(dialog.override)} />
      );
  }
}

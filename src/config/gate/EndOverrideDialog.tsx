import React from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import type { GateOverride } from '../../model/gate';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';

interface Props {
  readonly override: GateOverride;
  readonly onDismiss: () => void;
  readonly onConfirm: () => void;
}

/** Asks before the changes of a service are held again. */
export function EndOverrideDialog({ override: { service, createdBy }, onDismiss, onConfirm }: Props) {
  return (
    <ConfirmDialog
      title={`${GATE_LABELS.end} of ${service}?`}
      action={GATE_LABELS.end}
      onDismiss={onDismiss}
      onConfirm={onConfirm}
    >
      {createdBy} let the changes of {service} go ahead. While its error budget is used up, non-critical ones are
      blocked again from now on; those under way go on.
    </ConfirmDialog>
  );
}

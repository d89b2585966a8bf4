import React from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloItem } from '../../model/resources';
import { ConfirmDialog } from '../dialogs/ConfirmDialog';
import { sloText } from './slo-words';

interface Props {
  readonly slo: SloItem;
  readonly onDismiss: () => void;
  readonly onConfirm: () => void;
}

/** Asks before an SLO stops being watched. */
export function DisableSloDialog({ slo, onDismiss, onConfirm }: Props) {
  return (
    <ConfirmDialog
      title={`${SLO_LABELS.disable} ${sloText(slo.definition)}?`}
      action={SLO_LABELS.disable}
      onDismiss={onDismiss}
      onConfirm={onConfirm}
    >
      Its error budget is no longer computed: no alert fires for it, and it blocks no change. It is kept, and can be
      enabled again.
    </ConfirmDialog>
  );
}

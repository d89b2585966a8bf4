import { Button, Modal } from '@grafana/ui';
import React from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloItem } from '../../model/resources';
import { sloText } from './slo-words';

interface Props {
  readonly slo: SloItem;
  readonly onDismiss: () => void;
  readonly onConfirm: () => void;
}

/**
 * Asks before an SLO stops being watched. Not Grafana's ConfirmModal, which disables the pressed
 * button, so that the focus does not find its way back to the list.
 */
export function DisableSloDialog({ slo, onDismiss, onConfirm }: Props) {
  return (
    <Modal isOpen title={`${SLO_LABELS.disable} ${sloText(slo.definition)}?`} onDismiss={onDismiss}>
      <p>
        Its error budget is no longer computed: no alert fires for it, and it blocks no change. It is kept, and can be
        enabled again.
      </p>
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onDismiss}>
          {SLO_LABELS.cancel}
        </Button>
        <Button
          variant="destructive"
          onClick={() => {
            onDismiss();
            onConfirm();
          }}
        >
          {SLO_LABELS.disable}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

import { Button, Modal } from '@grafana/ui';
import React from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import type { GateOverride } from '../../model/gate';

interface Props {
  readonly override: GateOverride;
  readonly onDismiss: () => void;
  readonly onConfirm: () => void;
}

/** Asks before the changes of a service are held again. */
export function EndOverrideDialog({ override: { service, createdBy }, onDismiss, onConfirm }: Props) {
  return (
    <Modal isOpen title={`${GATE_LABELS.end} of ${service}?`} onDismiss={onDismiss}>
      <p>
        {createdBy} let the changes of {service} go ahead. While its error budget is used up, non-critical ones are
        blocked again from now on; those under way go on.
      </p>
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onDismiss}>
          {GATE_LABELS.cancel}
        </Button>
        <Button
          variant="destructive"
          onClick={() => {
            onDismiss();
            onConfirm();
          }}
        >
          {GATE_LABELS.end}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

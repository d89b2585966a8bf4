import { Button, Modal } from '@grafana/ui';
import React from 'react';
import type { ReactNode } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';

interface Props {
  readonly title: string;
  /** What the button says that does it. */
  readonly action: string;
  readonly onDismiss: () => void;
  readonly onConfirm: () => void;
  /** What follows from it. */
  readonly children: ReactNode;
}

/**
 * Asks before something is done. Not Grafana's ConfirmModal, which disables the pressed button, so
 * that the focus does not find its way back.
 */
export function ConfirmDialog({ title, action, onDismiss, onConfirm, children }: Props) {
  const confirm = () => {
    onDismiss();
    onConfirm();
  };
  return (
    <Modal isOpen title={title} onDismiss={onDismiss}>
      <p>{children}</p>
      <Modal.ButtonRow>
        <Button variant="secondary" fill="outline" onClick={onDismiss}>
          {CONFIG_LABELS.cancel}
        </Button>
        <Button variant="destructive" onClick={confirm}>
          {action}
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

import { Button, Modal } from '@grafana/ui';
import React from 'react';
import type { ReactNode, Ref, SyntheticEvent } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';

interface Props {
  readonly title: string;
  /** What the button says that sends the form. */
  readonly action: string;
  /** Whether it is on its way. */
  readonly sending: boolean;
  readonly onDismiss: () => void;
  readonly onSubmit: (event: SyntheticEvent) => unknown;
  readonly form?: Ref<HTMLFormElement>;
  readonly children: ReactNode;
}

/** A form in a dialog. A click beside it does not lose what was entered. */
export function FormDialog({ title, action, sending, onDismiss, onSubmit, form, children }: Props) {
  return (
    <Modal isOpen title={title} closeOnBackdropClick={false} onDismiss={onDismiss}>
      <form ref={form} noValidate onSubmit={(event) => void onSubmit(event)}>
        {children}
        <Modal.ButtonRow>
          <Button variant="secondary" fill="outline" onClick={onDismiss}>
            {CONFIG_LABELS.cancel}
          </Button>
          <Button type="submit" icon={sending ? 'spinner' : undefined}>
            {action}
          </Button>
        </Modal.ButtonRow>
      </form>
    </Modal>
  );
}

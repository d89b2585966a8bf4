import { Button, Drawer } from '@grafana/ui';
import React, { useState } from 'react';
import type { ReactNode } from 'react';

interface Props {
  /** Of the button. */
  readonly label: string;
  readonly title: string;
  /** What is managed may have changed. */
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/**
 * Opens what the settings page manages beside the query. Grafana shows that page to administrators
 * only; here Editors reach it too.
 */
export function ManageDrawer({ label, title, onClose, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onClose?.();
  };
  return (
    <>
      <Button variant="secondary" fill="text" size="sm" icon="list-ul" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <Drawer title={title} size="lg" onClose={close}>
          {children}
        </Drawer>
      )}
    </>
  );
}

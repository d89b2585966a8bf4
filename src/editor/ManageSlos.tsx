import { Button, Drawer } from '@grafana/ui';
import React, { useState } from 'react';

import { SloManager } from '../config/slos/SloManager';
import { QUERY_LABELS } from '../selectors';

interface Props {
  /** Of the data source. */
  readonly uid: string;
  /** SLOs may have changed. */
  readonly onClose: () => void;
}

/**
 * Opens the SLOs beside the query. Grafana shows the settings page to administrators only; here
 * Editors reach them too.
 */
export function ManageSlos({ uid, onClose }: Props) {
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onClose();
  };
  return (
    <>
      <Button variant="secondary" fill="text" size="sm" icon="list-ul" onClick={() => setOpen(true)}>
        {QUERY_LABELS.manageSlos}
      </Button>
      {isOpen && (
        <Drawer title={QUERY_LABELS.sloDrawer} size="lg" onClose={close}>
          <SloManager uid={uid} />
        </Drawer>
      )}
    </>
  );
}

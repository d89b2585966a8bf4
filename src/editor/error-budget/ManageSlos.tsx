import React from 'react';

import { SloManager } from '../../config/slos/SloManager';
import { QUERY_LABELS } from '../../labels/control-labels';
import { ManageDrawer } from '../fields/ManageDrawer';

interface Props {
  /** Of the data source. */
  readonly uid: string;
  /** SLOs may have changed. */
  readonly onClose: () => void;
}

/** Opens the SLOs beside the query. */
export function ManageSlos({ uid, onClose }: Props) {
  return (
    <ManageDrawer label={QUERY_LABELS.manageSlos} title={QUERY_LABELS.sloDrawer} onClose={onClose}>
      <SloManager uid={uid} />
    </ManageDrawer>
  );
}

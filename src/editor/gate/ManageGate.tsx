import React from 'react';

import { GateManager } from '../../config/gate/GateManager';
import { QUERY_LABELS } from '../../labels/control-labels';
import { ManageDrawer } from '../fields/ManageDrawer';

/**
 * Opens the change gate beside the query.
 *
 * @param uid of the data source
 */
export function ManageGate({ uid }: { readonly uid: string }) {
  return (
    <ManageDrawer label={QUERY_LABELS.manageGate} title={QUERY_LABELS.gateDrawer}>
      <GateManager uid={uid} />
    </ManageDrawer>
  );
}

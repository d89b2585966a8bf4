import { Button, InteractiveTable, TextLink } from '@grafana/ui';
import type { Column } from '@grafana/ui';
import React, { useMemo } from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import type { BlockedChange, GateBlockedResponse } from '../../model/gate';
import { isWebAddress } from '../../model/web-address';
import { When } from '../backend-calls/When';
import type { GateDialog } from './GateDialogs';

const PAGE_SIZE = 20;

interface Props {
  readonly answer: GateBlockedResponse;
  readonly onOpen: (dialog: GateDialog) => void;
}

const COLUMNS: Array<Column<BlockedChange>> = [
  { id: 'change', header: GATE_LABELS.change, cell: ({ row: { original } }) => <Title blocked={original} /> },
  { id: 'service', header: GATE_LABELS.fields.service, sortType: 'string' },
  {
    id: 'heldAt',
    header: GATE_LABELS.held,
    sortType: 'string',
    cell: ({ row: { original } }) => <When at={original.heldAt} />,
  },
  { id: 'goesBackTo', header: GATE_LABELS.goesBackTo },
  { id: 'reason', header: GATE_LABELS.fields.reason },
];

/** The changes that wait for an error budget. */
export function BlockedChanges({ answer: { blocked, writable }, onOpen }: Props) {
  // Columns that stay the same keep the focus on their buttons while the rows are renewed.
  const columns = useMemo<Array<Column<BlockedChange>>>(
    () =>
      writable.allowed
        ? [
            ...COLUMNS,
            {
              id: 'id',
              header: GATE_LABELS.actions,
              disableGrow: true,
              cell: ({ row: { original } }) => <Release blocked={original} onOpen={onOpen} />,
            },
          ]
        : COLUMNS,
    [writable.allowed, onOpen]
  );
  return blocked.length === 0 ? (
    <p>No change is held.</p>
  ) : (
    <InteractiveTable columns={columns} data={[...blocked]} getRowId={({ id }) => id} pageSize={PAGE_SIZE} />
  );
}

function Title({ blocked: { change, url } }: { readonly blocked: BlockedChange }) {
  return url === null || !isWebAddress(url) ? (
    <>{change}</>
  ) : (
    <TextLink href={url} external inline={false}>
      {change}
    </TextLink>
  );
}

function Release({ blocked, onOpen }: { readonly blocked: BlockedChange; readonly onOpen: Props['onOpen'] }) {
  return (
    <Button
      size="sm"
      fill="text"
      aria-label={`${GATE_LABELS.release} “${blocked.change}”`}
      onClick={() => onOpen({ kind: 'release', blocked })}
    >
      {GATE_LABELS.release}
    </Button>
  );
}

import { Badge, Button, InteractiveTable, Stack } from '@grafana/ui';
import type { Column } from '@grafana/ui';
import React, { useMemo } from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import type { GateOverride, GateOverridesResponse } from '../../model/gate';
import { When } from '../backend-calls/When';
import type { GateDialog } from './GateDialogs';

const PAGE_SIZE = 10;

interface Props {
  readonly answer: GateOverridesResponse;
  readonly onOpen: (dialog: GateDialog) => void;
}

const COLUMNS: Array<Column<GateOverride>> = [
  { id: 'service', header: GATE_LABELS.fields.service, sortType: 'string' },
  { id: 'reason', header: GATE_LABELS.fields.reason },
  { id: 'createdBy', header: GATE_LABELS.by, sortType: 'string' },
  {
    id: 'createdAt',
    header: GATE_LABELS.since,
    sortType: 'string',
    sortDescFirst: true,
    cell: ({ row: { original } }) => <When at={original.createdAt} />,
  },
  { id: 'until', header: GATE_LABELS.fields.hours, cell: ({ row: { original } }) => <When at={original.until} /> },
  { id: 'state', header: GATE_LABELS.state, cell: ({ row: { original } }) => <State override={original} /> },
];

/** Who let the changes of gated services through. */
export function Overrides({ answer: { overrides, writable }, onOpen }: Props) {
  const columns = useMemo<Array<Column<GateOverride>>>(
    () =>
      writable.allowed
        ? [
            ...COLUMNS,
            {
              id: 'id',
              header: GATE_LABELS.actions,
              disableGrow: true,
              cell: ({ row: { original } }) => <End override={original} onOpen={onOpen} />,
            },
          ]
        : COLUMNS,
    [writable.allowed, onOpen]
  );
  return (
    <Stack direction="column" gap={2}>
      {overrides.length === 0 ? (
        <p>There was no override yet.</p>
      ) : (
        <InteractiveTable columns={columns} data={[...overrides]} getRowId={({ id }) => id} pageSize={PAGE_SIZE} />
      )}
      {writable.allowed && (
        <div>
          <Button icon="plus" variant="secondary" onClick={() => onOpen({ kind: 'add' })}>
            {GATE_LABELS.add}
          </Button>
        </div>
      )}
    </Stack>
  );
}

function State({ override: { state, endedBy } }: { readonly override: GateOverride }) {
  if (state === 'active') {
    return <Badge text="Changes pass" color="orange" icon="unlock" />;
  }
  return (
    <Badge text={state === 'expired' ? 'Over' : `Ended by ${endedBy ?? 'somebody'}`} color="darkgrey" icon="check" />
  );
}

function End({ override, onOpen }: { readonly override: GateOverride; readonly onOpen: Props['onOpen'] }) {
  return override.state === 'active' ? (
    <Button
      size="sm"
      fill="text"
      aria-label={`${GATE_LABELS.end} of ${override.service}`}
      onClick={() => onOpen({ kind: 'end', override })}
    >
      {GATE_LABELS.end}
    </Button>
  ) : null;
}

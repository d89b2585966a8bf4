import { Badge, InteractiveTable } from '@grafana/ui';
import type { Column } from '@grafana/ui';
import React from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import type { GatedService } from '../../model/gate';
import { When } from '../backend-calls/When';
import { changesText, sloText, usedText } from './gate-words';

const PAGE_SIZE = 20;

const COLUMNS: Array<Column<GatedService>> = [
  { id: 'service', header: GATE_LABELS.fields.service, sortType: 'string' },
  { id: 'slo', header: GATE_LABELS.slo, cell: ({ row: { original } }) => sloText(original) },
  { id: 'usedMinutes', header: GATE_LABELS.budget, cell: ({ row: { original } }) => usedText(original) },
  {
    id: 'since',
    header: GATE_LABELS.since,
    sortType: 'string',
    cell: ({ row: { original } }) => <When at={original.since} />,
  },
  {
    id: 'overrideUntil',
    header: GATE_LABELS.changes,
    cell: ({ row: { original } }) =>
      original.overrideUntil === null ? (
        <Badge text={changesText(original)} color="red" icon="lock" />
      ) : (
        <Badge text={changesText(original)} color="orange" icon="unlock" />
      ),
  },
];

/** The services whose error budget is used up. */
export function GatedServices({ gated }: { readonly gated: readonly GatedService[] }) {
  return gated.length === 0 ? (
    <p>No service is gated: every error budget has something left.</p>
  ) : (
    <InteractiveTable columns={COLUMNS} data={[...gated]} getRowId={({ service }) => service} pageSize={PAGE_SIZE} />
  );
}

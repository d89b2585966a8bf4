import { css } from '@emotion/css';
import { Badge, Button, InteractiveTable, LinkButton, Stack } from '@grafana/ui';
import type { Column } from '@grafana/ui';
import React, { useMemo } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloItem } from '../../model/resources';
import { webAddressOf } from '../../model/web-address';
import { When } from '../backend-calls/When';
import { sloText, stateText, targetText, windowText } from './slo-words';
import type { SloDialog } from './SloDialogs';
import type { SwitchSlo } from './use-slo-switch';

const PAGE_SIZE = 20;

interface Props {
  readonly slos: readonly SloItem[];
  readonly writable: boolean;
  readonly onOpen: (dialog: SloDialog) => void;
  readonly onSwitch: SwitchSlo;
}

interface Row {
  readonly slo: SloItem;
  readonly writable: boolean;
  readonly service: string;
  readonly name: string;
  readonly targetPercent: number;
  readonly windowDays: number;
  readonly state: string;
  readonly updatedAt: string;
}

export function SloTable({ slos, writable, onOpen, onSwitch }: Props) {
  const rows = useMemo(() => slos.map((slo) => rowOf(slo, writable)), [slos, writable]);
  // Columns that stay the same keep the focus on their buttons while the rows are renewed.
  const columns = useMemo<Array<Column<Row>>>(
    () => [
      ...COLUMNS,
      {
        id: 'slo',
        header: SLO_LABELS.actions,
        disableGrow: true,
        cell: ({ row: { original } }) => <Actions row={original} onOpen={onOpen} onSwitch={onSwitch} />,
      },
    ],
    [onOpen, onSwitch]
  );
  return <InteractiveTable columns={columns} data={rows} getRowId={({ slo }) => slo.id} pageSize={PAGE_SIZE} />;
}

function rowOf(slo: SloItem, writable: boolean): Row {
  const { service, name, targetPercent, windowDays, enabled } = slo.definition;
  const { updatedAt } = slo;
  return { slo, writable, service, name, targetPercent, windowDays, state: stateText(enabled), updatedAt };
}

const COLUMNS: Array<Column<Row>> = [
  { id: 'service', header: SLO_LABELS.fields.service, sortType: 'string' },
  { id: 'name', header: 'SLO', sortType: 'string' },
  {
    id: 'targetPercent',
    header: SLO_LABELS.fields.targetPercent,
    sortType: 'number',
    cell: ({ row: { original } }) => <span className={oneLine}>{targetText(original.targetPercent)}</span>,
  },
  {
    id: 'windowDays',
    header: SLO_LABELS.fields.windowDays,
    sortType: 'number',
    cell: ({ row: { original } }) => <span className={oneLine}>{windowText(original.windowDays)}</span>,
  },
  {
    id: 'state',
    header: SLO_LABELS.state,
    sortType: 'string',
    cell: ({ row: { original } }) =>
      original.slo.definition.enabled ? (
        <Badge text={original.state} color="green" icon="check" />
      ) : (
        <Badge text={original.state} color="darkgrey" icon="pause" />
      ),
  },
  {
    id: 'updatedAt',
    header: SLO_LABELS.lastEdit,
    sortType: 'string',
    sortDescFirst: true,
    cell: ({ row: { original } }) => <LastEdit slo={original.slo} />,
  },
];

function LastEdit({ slo: { updatedAt, updatedBy } }: { readonly slo: SloItem }) {
  return (
    <>
      <When at={updatedAt} />
      {updatedBy !== null && <> by {updatedBy}</>}
    </>
  );
}

type ActionsProps = Pick<Props, 'onOpen' | 'onSwitch'> & { readonly row: Row };

function Actions({ row: { slo, writable }, onOpen, onSwitch }: ActionsProps) {
  const which = sloText(slo.definition);
  const { enabled, runbookUrl } = slo.definition;
  // SQL may have written what is no address.
  const runbook = webAddressOf(runbookUrl);
  const button = (label: string, onClick: () => void) => (
    <Button size="sm" fill="text" aria-label={`${label} ${which}`} onClick={onClick}>
      {label}
    </Button>
  );
  return (
    <Stack gap={0}>
      {writable && button(SLO_LABELS.edit, () => onOpen({ kind: 'edit', slo }))}
      {runbook !== null && (
        <LinkButton
          size="sm"
          fill="text"
          href={runbook}
          target="_blank"
          rel="noreferrer"
          aria-label={`${SLO_LABELS.fields.runbookUrl} ${which}`}
        >
          {SLO_LABELS.fields.runbookUrl}
        </LinkButton>
      )}
      {button(SLO_LABELS.history, () => onOpen({ kind: 'history', slo }))}
      {writable &&
        button(enabled ? SLO_LABELS.disable : SLO_LABELS.enable, () =>
          // Only a disabled SLO alerts less than before.
          enabled ? onOpen({ kind: 'disable', slo }) : void onSwitch(slo, true)
        )}
    </Stack>
  );
}

const oneLine = css({ whiteSpace: 'nowrap' });

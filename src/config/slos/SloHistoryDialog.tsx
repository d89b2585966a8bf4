import { dateTimeFormat } from '@grafana/data';
import { Button, InteractiveTable, Modal } from '@grafana/ui';
import type { Column } from '@grafana/ui';
import React, { useCallback, useMemo } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloHistory, SloItem } from '../../model/resources';
import { LoadedView } from '../backend-calls/LoadedView';
import { useLoaded } from '../backend-calls/use-loaded';
import type { SloClient } from './slo-client';
import { editText, sloText } from './slo-words';

const PAGE_SIZE = 20;

interface Props {
  readonly client: SloClient;
  readonly slo: SloItem;
  readonly onDismiss: () => void;
}

/** Who changed an SLO, when, and what from and to. */
export function SloHistoryDialog({ client, slo: { id, definition }, onDismiss }: Props) {
  const { loaded, reload } = useLoaded(useCallback(() => client.history(id), [client, id]));
  return (
    <Modal isOpen title={`History of ${sloText(definition)}`} onDismiss={onDismiss}>
      <LoadedView loaded={loaded} reload={reload} failure={SLO_LABELS.historyError} loading="Loading the history…">
        {(history) =>
          history.length === 0 ? (
            <p>No edit is known: the SLO is from before edits were kept.</p>
          ) : (
            <Edits history={history} />
          )
        }
      </LoadedView>
      <Modal.ButtonRow>
        <Button variant="secondary" onClick={onDismiss}>
          Close
        </Button>
      </Modal.ButtonRow>
    </Modal>
  );
}

interface Row {
  readonly id: string;
  readonly when: string;
  readonly who: string;
  readonly changes: readonly string[];
}

const COLUMNS: Array<Column<Row>> = [
  { id: 'when', header: 'When' },
  { id: 'who', header: 'Who' },
  {
    id: 'changes',
    header: 'What',
    cell: ({ row: { original } }) => original.changes.map((change) => <div key={change}>{change}</div>),
  },
];

function Edits({ history }: { readonly history: SloHistory }) {
  const rows = useMemo(
    () =>
      history.map((edit, index) => ({
        id: String(index),
        when: dateTimeFormat(edit.changedAt),
        who: edit.changedBy ?? 'unknown',
        changes: editText(edit),
      })),
    [history]
  );
  return <InteractiveTable columns={COLUMNS} data={rows} getRowId={({ id }) => id} pageSize={PAGE_SIZE} />;
}

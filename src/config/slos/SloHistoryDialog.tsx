import { dateTimeFormat } from '@grafana/data';
import { Alert, Button, InteractiveTable, LoadingPlaceholder, Modal } from '@grafana/ui';
import type { Column } from '@grafana/ui';
import React, { useCallback, useMemo } from 'react';

import type { SloHistory, SloItem } from '../../model/resources';
import { SLO_LABELS } from '../../selectors';
import type { SloClient } from './slo-client';
import { editText, sloText } from './slo-words';
import { useLoaded } from '../use-loaded';

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
      {loaded.status === 'loading' && <LoadingPlaceholder text="Loading the history…" />}
      {loaded.status === 'failed' && (
        <Alert title={SLO_LABELS.historyError} severity="error">
          <p>{loaded.message}</p>
          <Button size="sm" variant="secondary" onClick={reload}>
            {SLO_LABELS.retry}
          </Button>
        </Alert>
      )}
      {loaded.status === 'loaded' && loaded.value.length === 0 && (
        <p>No edit is known: the SLO is from before edits were kept.</p>
      )}
      {loaded.status === 'loaded' && loaded.value.length > 0 && <Edits history={loaded.value} />}
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

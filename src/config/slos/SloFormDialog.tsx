import { Alert, Button } from '@grafana/ui';
import React, { useRef, useState } from 'react';
import type { SyntheticEvent } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloItem } from '../../model/resources';
import { FormDialog } from '../dialogs/FormDialog';
import type { SloClient } from './slo-client';
import { sloText } from './slo-words';
import { SloFields } from './SloFields';
import { useSloForm } from './use-slo-form';

interface Props {
  readonly client: SloClient;
  /** The SLO to edit, null for a new one. */
  readonly slo: SloItem | null;
  readonly onDismiss: () => void;
  /** Somebody else's edit was met. */
  readonly onChanged: () => void;
  /** Given a sentence that says what was saved. */
  readonly onSaved: (message: string) => void;
}

/** Creates an SLO or edits one. */
export function SloFormDialog({ client, slo, onDismiss, onChanged, onSaved }: Props) {
  const [base, setBase] = useState(slo);
  const form = useSloForm({ client, base, onSaved });
  const { problem } = form;
  const element = useRef<HTMLFormElement>(null);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void form.save();
  };
  const reload = async () => {
    const newest = await form.newest();
    if (newest !== null) {
      setBase(newest);
      onChanged();
      // The pressed button is gone with what it was for.
      element.current?.querySelector<HTMLInputElement>('input:enabled')?.focus();
    }
  };
  return (
    <FormDialog
      title={slo === null ? SLO_LABELS.create : `${SLO_LABELS.edit} ${sloText(slo.definition)}`}
      action={SLO_LABELS.save}
      sending={form.saving}
      onDismiss={onDismiss}
      onSubmit={submit}
      form={element}
    >
      {problem !== null && problem.field === null && (
        <Alert title={problem.stale ? SLO_LABELS.stale : SLO_LABELS.saveError} severity="error">
          <p>{problem.message}</p>
          {problem.stale && (
            <Button size="sm" variant="secondary" onClick={() => void reload()}>
              {SLO_LABELS.reload}
            </Button>
          )}
        </Alert>
      )}
      <SloFields
        client={client}
        before={base?.definition ?? null}
        draft={form.draft}
        problem={problem}
        onChange={form.change}
      />
    </FormDialog>
  );
}

import { Alert, Field, TextArea } from '@grafana/ui';
import React, { useEffect, useId } from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import { parseEntered, releaseRequestSchema } from '../../model/gate';
import type { BlockedChange } from '../../model/gate';
import { FormDialog } from '../dialogs/FormDialog';
import { useRequestForm } from '../dialogs/use-request-form';
import { complaintText } from './complaint-text';
import type { GateClient } from './gate-client';

interface Props {
  readonly client: GateClient;
  readonly blocked: BlockedChange;
  readonly onDismiss: () => void;
  /** Given a sentence that says what was done. */
  readonly onDone: (message: string) => void;
}

/** Lets one change through although its service is gated. */
export function ReleaseDialog({ client, blocked, onDismiss, onDone }: Props) {
  const form = useRequestForm({
    start: { reason: '' },
    requestOf: (draft: { readonly reason: string }) => parseEntered(releaseRequestSchema, draft),
    send: (request) => client.release(blocked.id, request),
    onSent: () => onDone(`Released “${blocked.change}” of ${blocked.service}.`),
  });
  const { problem } = form;
  const id = useId();
  useEffect(() => {
    if (problem?.field === 'reason') {
      document.getElementById(id)?.focus();
    }
  }, [id, problem]);
  return (
    <FormDialog
      title={`${GATE_LABELS.release} “${blocked.change}”`}
      action={GATE_LABELS.release}
      sending={form.sending}
      onDismiss={onDismiss}
      onSubmit={form.submit}
    >
      {problem !== null && problem.field === null && (
        <Alert title={GATE_LABELS.releaseError} severity="error">
          {problem.message}
        </Alert>
      )}
      <p>
        This change alone goes back to {blocked.goesBackTo} and may go ahead, though the error budget of{' '}
        {blocked.service} is used up.
      </p>
      <Field
        label={GATE_LABELS.fields.reason}
        description="Why it cannot wait; kept on record with your name"
        htmlFor={id}
        required
        {...(problem?.field === 'reason' ? { invalid: true, error: complaintText('reason', problem.message) } : {})}
      >
        <TextArea
          id={id}
          value={form.draft.reason}
          rows={3}
          onChange={({ currentTarget: { value } }) => form.change({ reason: value })}
        />
      </Field>
    </FormDialog>
  );
}

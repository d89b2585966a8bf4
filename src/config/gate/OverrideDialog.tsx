import { Alert, Combobox, Field, TextArea } from '@grafana/ui';
import React, { useEffect, useId } from 'react';

import { GATE_LABELS } from '../../labels/control-labels';
import { overrideRequestSchema, parseEntered } from '../../model/gate';
import { FormDialog } from '../dialogs/FormDialog';
import { useRequestForm } from '../dialogs/use-request-form';
import { ServicePicker } from '../fields/ServicePicker';
import { complaintText } from './complaint-text';
import type { GateClient } from './gate-client';
import { NEW_OVERRIDE, OVERRIDE_HOURS } from './override-draft';
import type { OverrideDraft } from './override-draft';

const L = GATE_LABELS.fields;

interface Props {
  readonly client: GateClient;
  readonly onDismiss: () => void;
  /** Given a sentence that says what was done. */
  readonly onDone: (message: string) => void;
}

/** Lets the changes of a gated service pass for a while. */
export function OverrideDialog({ client, onDismiss, onDone }: Props) {
  const form = useRequestForm({
    start: NEW_OVERRIDE,
    requestOf: (draft: OverrideDraft) => parseEntered(overrideRequestSchema, draft),
    send: client.add,
    onSent: ({ service }) => onDone(`Changes of ${service} may go ahead.`),
  });
  const { draft, problem, change } = form;
  const id = useId();
  const fieldProps = (name: keyof typeof L) => ({
    label: L[name],
    htmlFor: `${id}-${name}`,
    ...(problem?.field === name ? { invalid: true, error: complaintText(name, problem.message) } : {}),
  });
  useEffect(() => {
    if (problem !== null && problem.field !== null) {
      document.getElementById(`${id}-${problem.field}`)?.focus();
    }
  }, [id, problem]);
  return (
    <FormDialog
      title={GATE_LABELS.add}
      action={GATE_LABELS.add}
      sending={form.sending}
      onDismiss={onDismiss}
      onSubmit={form.submit}
    >
      {problem !== null && problem.field === null && (
        <Alert title={GATE_LABELS.addError} severity="error">
          {problem.message}
        </Alert>
      )}
      <ServicePicker
        services={client.services}
        id={`${id}-service`}
        field={fieldProps('service')}
        value={draft.service}
        onChange={(service) => change({ service })}
      />
      <Field
        {...fieldProps('reason')}
        description="Why its changes cannot wait; kept on record with your name"
        required
      >
        <TextArea
          id={`${id}-reason`}
          value={draft.reason}
          rows={3}
          onChange={({ currentTarget: { value } }) => change({ reason: value })}
        />
      </Field>
      <Field {...fieldProps('hours')} description="By itself; it can be ended before">
        <Combobox
          id={`${id}-hours`}
          options={[...OVERRIDE_HOURS]}
          value={draft.hours}
          onChange={({ value }) => change({ hours: value })}
        />
      </Field>
    </FormDialog>
  );
}

import { Alert, Field, Input } from '@grafana/ui';
import React, { useCallback, useEffect, useId, useRef } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import { parseEntered } from '../../model/gate';
import { monitoringSchema } from '../../model/monitoring';
import type { ServiceItem } from '../../model/resources';
import { FormDialog } from '../dialogs/FormDialog';
import { useRequestForm } from '../dialogs/use-request-form';
import type { MonitoringDraft } from './monitoring-draft';
import { enteredTime, monitoringCandidate } from './monitoring-draft';
import type { SloClient } from './slo-client';
import { monitoringText } from './slo-words';
import { SloServiceField } from './SloServiceField';

const LABELS = { service: SLO_LABELS.fields.service, monitoredSince: SLO_LABELS.monitoredSince } as const;
const WIDTH = 30;

interface Props {
  readonly client: SloClient;
  /** The service and what is kept of it; null: it is to be chosen. */
  readonly of: Pick<ServiceItem, 'name' | 'monitoredSince'> | null;
  readonly onDismiss: () => void;
  /** Given a sentence that says what was saved. */
  readonly onSaved: (message: string) => void;
}

/** Says since when the downtime of a service is known. */
export function MonitoringDialog({ client, of, onDismiss, onSaved }: Props) {
  const listed = useRef<readonly ServiceItem[]>([]);
  const services = useCallback(async () => {
    const all = await client.services();
    listed.current = all;
    return all;
  }, [client]);
  const { draft, problem, change, sending, submit } = useRequestForm({
    start: { service: of?.name ?? '', monitoredSince: enteredTime(of?.monitoredSince ?? null) },
    requestOf: (entered: MonitoringDraft) => parseEntered(monitoringSchema, monitoringCandidate(entered)),
    send: client.setMonitoring,
    onSent: (saved) => onSaved(monitoringText(saved)),
  });
  const id = useId();
  const fieldProps = (name: keyof typeof LABELS) => ({
    label: LABELS[name],
    htmlFor: `${id}-${name}`,
    ...(problem?.field === name ? { invalid: true, error: problem.message.replace(name, LABELS[name]) } : {}),
  });
  useEffect(() => {
    if (problem !== null && problem.field !== null) {
      document.getElementById(`${id}-${problem.field}`)?.focus();
    }
  }, [id, problem]);
  return (
    <FormDialog
      title={of === null ? SLO_LABELS.monitoring : `${SLO_LABELS.monitoring} of ${of.name}`}
      action={SLO_LABELS.saveMonitoring}
      sending={sending}
      onDismiss={onDismiss}
      onSubmit={submit}
    >
      {problem !== null && problem.field === null && (
        <Alert title={SLO_LABELS.monitoringError} severity="error">
          {problem.message}
        </Alert>
      )}
      <SloServiceField
        client={{ services }}
        id={`${id}-service`}
        field={fieldProps('service')}
        fixed={of !== null}
        value={draft.service}
        onChange={(service) => {
          const known = listed.current.find(({ name }) => name === service);
          change({ service, ...(known && { monitoredSince: enteredTime(known.monitoredSince) }) });
        }}
      />
      <Field
        {...fieldProps('monitoredSince')}
        description="Date, and time where it matters, in UTC. Before it the service has no availability, and error budgets that reach further back are smaller. Empty where nobody knows: then all the time counts"
      >
        <Input
          id={`${id}-monitoredSince`}
          value={draft.monitoredSince}
          placeholder="2026-05-01 08:30"
          autoComplete="off"
          suffix="UTC"
          width={WIDTH}
          onChange={({ currentTarget: { value } }) => change({ monitoredSince: value })}
        />
      </Field>
    </FormDialog>
  );
}

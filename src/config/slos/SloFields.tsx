import { Field, Input, Stack, Switch } from '@grafana/ui';
import React, { useEffect, useId } from 'react';

import { SLO_LABELS } from '../../labels/control-labels';
import type { SloDefinition } from '../../model/slo';
import type { CallFailure } from '../backend-calls/call-failure';
import type { SloClient } from './slo-client';
import type { SloDraft } from './slo-draft';
import { complaintText } from './slo-words';
import { SloAllowance } from './SloAllowance';
import { SloServiceField } from './SloServiceField';

const L = SLO_LABELS.fields;
const NUMBER_WIDTH = 24;

interface Props {
  readonly client: SloClient;
  /** The definition that is edited, null for a new SLO. */
  readonly before: SloDefinition | null;
  readonly draft: SloDraft;
  readonly problem: CallFailure | null;
  readonly onChange: (changes: Partial<SloDraft>) => void;
}

export function SloFields({ client, before, draft, problem, onChange }: Props) {
  const form = useId();
  const idOf = (field: keyof SloDraft) => `${form}-${field}`;
  useEffect(() => {
    if (problem !== null && problem.field !== null) {
      document.getElementById(`${form}-${problem.field}`)?.focus();
    }
  }, [form, problem]);
  const fieldProps = (field: keyof SloDraft) => ({
    label: L[field],
    htmlFor: idOf(field),
    ...(problem?.field === field ? { invalid: true, error: complaintText(field, problem.message) } : {}),
  });
  return (
    <>
      <SloServiceField
        client={client}
        id={idOf('service')}
        field={fieldProps('service')}
        fixed={before !== null}
        value={draft.service}
        onChange={(service) => onChange({ service })}
      />
      <Field {...fieldProps('name')} description="One service may have several SLOs, each of its own name" required>
        <Input
          id={idOf('name')}
          value={draft.name}
          placeholder="availability"
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => onChange({ name: value })}
        />
      </Field>
      <Stack gap={2} wrap="wrap">
        <Field {...fieldProps('targetPercent')} description="Over 0, at most 100" required>
          <Input
            id={idOf('targetPercent')}
            value={draft.targetPercent}
            inputMode="decimal"
            placeholder="99.9"
            autoComplete="off"
            suffix="%"
            width={NUMBER_WIDTH}
            onChange={({ currentTarget: { value } }) => onChange({ targetPercent: value })}
          />
        </Field>
        <Field {...fieldProps('windowDays')} description="Rolling, 1 to 365" required>
          <Input
            id={idOf('windowDays')}
            value={draft.windowDays}
            inputMode="numeric"
            autoComplete="off"
            suffix="days"
            width={NUMBER_WIDTH}
            onChange={({ currentTarget: { value } }) => onChange({ windowDays: value })}
          />
        </Field>
      </Stack>
      <SloAllowance draft={draft} before={before} inputIds={[idOf('targetPercent'), idOf('windowDays')]} />
      <Field {...fieldProps('runbookUrl')} description="Web address of what to do when its alerts fire; they link it">
        <Input
          id={idOf('runbookUrl')}
          value={draft.runbookUrl}
          inputMode="url"
          placeholder="https://wiki.example.com/checkout-is-down"
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => onChange({ runbookUrl: value })}
        />
      </Field>
      <Field {...fieldProps('enabled')} description="A disabled SLO is kept, but neither computed nor alerted on">
        <Switch
          id={idOf('enabled')}
          value={draft.enabled}
          onChange={({ currentTarget: { checked } }) => onChange({ enabled: checked })}
        />
      </Field>
    </>
  );
}

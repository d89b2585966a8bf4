import { Field, Input } from '@grafana/ui';
import type { FieldProps } from '@grafana/ui';
import React from 'react';

import { ServicePicker } from '../fields/ServicePicker';
import type { SloClient } from './slo-client';

interface Props {
  readonly client: Pick<SloClient, 'services'>;
  readonly id: string;
  readonly field: Omit<FieldProps, 'children'>;
  /** True for an SLO that exists: it stays with its service. */
  readonly fixed: boolean;
  readonly value: string;
  readonly onChange: (service: string) => void;
}

export function SloServiceField({ client, fixed, ...props }: Props) {
  return fixed ? (
    <Field {...props.field} disabled>
      <Input id={props.id} value={props.value} readOnly />
    </Field>
  ) : (
    <ServicePicker services={client.services} {...props} />
  );
}

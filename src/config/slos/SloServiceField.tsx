import { Alert, Button, Combobox, Field, Input } from '@grafana/ui';
import type { FieldProps } from '@grafana/ui';
import React from 'react';
import type { KeyboardEvent } from 'react';

import type { ServiceItem } from '../../model/resources';
import { SLO_LABELS } from '../../selectors';
import type { SloClient } from './slo-client';
import { useLoaded } from '../use-loaded';

interface Props {
  readonly client: SloClient;
  readonly id: string;
  readonly field: Omit<FieldProps, 'children'>;
  /** True for an SLO that exists: it stays with its service. */
  readonly fixed: boolean;
  readonly value: string;
  readonly onChange: (service: string) => void;
}

export function SloServiceField(props: Props) {
  return props.fixed ? (
    <Field {...props.field} description="An SLO stays with its service" disabled>
      <Input id={props.id} value={props.value} readOnly />
    </Field>
  ) : (
    <ServicePicker {...props} />
  );
}

function ServicePicker({ client, id, field, value, onChange }: Props) {
  const { loaded, reload } = useLoaded(client.services);
  const failed = loaded.status === 'failed';
  return (
    <>
      <div onKeyDown={keepDialogOpen}>
        <Field {...field} required>
          <Combobox
            id={id}
            options={loaded.status === 'loaded' ? optionsOf(loaded.value) : []}
            value={value === '' ? null : value}
            loading={loaded.status === 'loading'}
            createCustomValue={failed}
            placeholder="Choose a service"
            onChange={(option) => onChange(option.value)}
          />
        </Field>
      </div>
      {failed && (
        <Alert title={SLO_LABELS.servicesError} severity="warning">
          <p>{loaded.message}</p>
          <p>You may also type the service’s name and press Enter.</p>
          <Button size="sm" variant="secondary" onClick={reload}>
            {SLO_LABELS.retry}
          </Button>
        </Alert>
      )}
    </>
  );
}

/** Escape closes the list of services, and in Grafana 12 the dialog around it as well. */
function keepDialogOpen(event: KeyboardEvent<HTMLElement>): void {
  if (
    event.key === 'Escape' &&
    event.target instanceof HTMLElement &&
    event.target.getAttribute('aria-expanded') === 'true'
  ) {
    event.stopPropagation();
  }
}

/** Retired services keep the SLOs they have, and get no new ones. */
function optionsOf(services: readonly ServiceItem[]) {
  return services.filter(({ retired }) => !retired).map(({ name, team }) => ({ value: name, description: team ?? '' }));
}

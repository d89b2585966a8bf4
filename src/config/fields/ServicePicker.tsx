import { Alert, Button, Combobox, Field } from '@grafana/ui';
import type { FieldProps } from '@grafana/ui';
import React from 'react';
import type { KeyboardEvent } from 'react';

import { CONFIG_LABELS, SLO_LABELS } from '../../labels/control-labels';
import type { ServiceItem } from '../../model/resources';
import { useLoaded } from '../backend-calls/use-loaded';

interface Props {
  /** Stable between renders. */
  readonly services: () => Promise<ServiceItem[]>;
  readonly id: string;
  readonly field: Omit<FieldProps, 'children'>;
  readonly value: string;
  readonly onChange: (service: string) => void;
}

/** One of the services in use; one may be typed while they cannot be listed. */
export function ServicePicker({ services, id, field, value, onChange }: Props) {
  const { loaded, reload } = useLoaded(services);
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
            {CONFIG_LABELS.retry}
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

/** Retired services keep what they have, and get nothing new. */
function optionsOf(services: readonly ServiceItem[]) {
  return services.filter(({ retired }) => !retired).map(({ name, team }) => ({ value: name, description: team ?? '' }));
}

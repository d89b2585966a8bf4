import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import React from 'react';
import type { ReactNode } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { useReportedStatus } from '../sections/reported-status';
import { trouble } from '../sections/section-status';
import type { Loaded } from './use-loaded';

interface Props<T> {
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
  /** Shown above what failed. */
  readonly failure: string;
  /** Shown meanwhile. */
  readonly loading?: string;
  /** What to show of the value once it is there. */
  readonly children: (value: T) => ReactNode;
}

/** Something from the backend: on its way, there, or why not and another try. */
export function LoadedView<T>({ loaded, reload, failure, loading = 'Loading…', children }: Props<T>) {
  useReportedStatus(loaded.status === 'failed' ? trouble('cannot be read') : null);
  switch (loaded.status) {
    case 'loading':
      return <LoadingPlaceholder text={loading} />;
    case 'failed':
      return (
        <Alert title={failure} severity="error">
          <p>{loaded.message}</p>
          <Button size="sm" variant="secondary" onClick={reload}>
            {CONFIG_LABELS.retry}
          </Button>
        </Alert>
      );
    case 'loaded':
      return <>{children(loaded.value)}</>;
  }
}

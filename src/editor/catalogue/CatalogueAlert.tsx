import { Alert, Button } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import type { List } from './use-list';

interface Props {
  readonly lists: ReadonlyArray<List<unknown>>;
  readonly onRetry: () => void;
}

/** Says that names cannot be offered, why, and how to go on without; nothing while all is well. */
export function CatalogueAlert({ lists, onRetry }: Props) {
  const messages = new Set(lists.flatMap((list) => (list.status === 'failed' ? [list.message] : [])));
  if (messages.size === 0) {
    return null;
  }
  return (
    <Alert title={QUERY_LABELS.catalogError} severity="warning">
      {[...messages].map((message) => (
        <p key={message}>{message}</p>
      ))}
      <p>The query still works: type a name and press Enter to use it.</p>
      <Button size="sm" variant="secondary" onClick={onRetry}>
        {QUERY_LABELS.retry}
      </Button>
    </Alert>
  );
}

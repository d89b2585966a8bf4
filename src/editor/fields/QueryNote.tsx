import { Text } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';

/** A sentence or two on what the query shows; blank ones are left out. */
export function QueryNote({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <div role="note" aria-label={QUERY_LABELS.explanation}>
      <Text variant="bodySmall" color="secondary">
        {sentences.filter((sentence) => sentence !== '').join(' ')}
      </Text>
    </div>
  );
}

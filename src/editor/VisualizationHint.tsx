import { Text } from '@grafana/ui';
import React from 'react';

import type { SavedQuery } from '../model/saved-query';
import { visualizationHint } from './visualization';

/** Says which visualization shows the answer, where a graph cannot. */
export function VisualizationHint({ query }: { readonly query: SavedQuery }) {
  const hint = visualizationHint(query);
  return hint === '' ? null : (
    <Text element="p" variant="bodySmall" color="secondary">
      {hint}
    </Text>
  );
}

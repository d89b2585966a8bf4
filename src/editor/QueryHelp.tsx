import type { QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import React from 'react';

import { DORA_METRICS, DORA_METRIC_INFO } from '../model/dora-metrics';
import type { SavedQuery } from '../model/saved-query';
import { defaultQuery } from './normalize-query';
import type { SreDataQuery } from './types';

interface Example {
  readonly title: string;
  readonly query: Partial<SavedQuery>;
}

const EXAMPLES: readonly Example[] = [
  { title: 'Deployments per week, by team', query: { metric: 'deploymentFrequency', groupBy: 'team', bucket: 'week' } },
  { title: 'Median lead time per day', query: { metric: 'leadTime', statistic: 'median', bucket: 'day' } },
  { title: 'MTTR of critical services, one value', query: { metric: 'mttr', shape: 'value', tiers: ['critical'] } },
  {
    title: 'Change failure rate of each service, with its level',
    query: { metric: 'changeFailureRate', shape: 'table', groupBy: 'service' },
  },
];

/** Short definitions, and queries to start from. */
export function QueryHelp({ query, onClickExample }: QueryEditorHelpProps<SreDataQuery>) {
  return (
    <Stack direction="column" gap={2}>
      <Text element="h3">Metrics</Text>
      <dl>
        {DORA_METRICS.map((metric) => (
          <React.Fragment key={metric}>
            <dt>{DORA_METRIC_INFO[metric].label}</dt>
            <dd>{DORA_METRIC_INFO[metric].sentence}</dd>
          </React.Fragment>
        ))}
      </dl>
      <Text element="p">No data is a gap in the line, never zero; only counts can be zero.</Text>
      <Text element="h3">Examples</Text>
      <Stack direction="column" gap={1} alignItems="flex-start">
        {EXAMPLES.map(({ title, query: example }) => (
          <Button
            key={title}
            variant="secondary"
            fill="text"
            onClick={() => onClickExample({ ...defaultQuery(), ...example, refId: query.refId })}
          >
            {title}
          </Button>
        ))}
      </Stack>
    </Stack>
  );
}

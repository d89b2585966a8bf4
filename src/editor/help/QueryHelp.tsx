import type { QueryEditorHelpProps } from '@grafana/data';
import { Button, Stack, Text } from '@grafana/ui';
import React from 'react';

import { PANEL_KIND_LABELS } from '../../labels/choice-labels';
import { DORA_METRICS, DORA_METRIC_INFO } from '../../model/dora-metrics';
import type { PanelKind } from '../../model/panel-kinds';
import { normalizeQuery } from '../normalize-query';
import type { SreDataQuery } from '../types';
import { HELP_EXAMPLES } from './examples';

const KINDS: ReadonlyArray<{ readonly kind: PanelKind; readonly sentence: string }> = [
  { kind: 'scorecard', sentence: 'The four DORA metrics with their levels, a row for each service or team.' },
  { kind: 'errorBudget', sentence: 'How much downtime each SLO still allows, and how fast it is used up.' },
  { kind: 'reliability', sentence: 'Availability of services, the least reliable ones, and the worst outages.' },
  { kind: 'records', sentence: 'The deployments or incidents behind a DORA metric.' },
  { kind: 'gate', sentence: 'Which services may only make critical changes, and which changes wait.' },
  { kind: 'status', sentence: 'Whether the data is fresh, and what is missing in the records.' },
];

/** Short definitions, and queries to start from. */
export function QueryHelp({ query, onClickExample }: QueryEditorHelpProps<SreDataQuery>) {
  return (
    <Stack direction="column" gap={2}>
      <Text element="h3">DORA metrics</Text>
      <dl>
        {DORA_METRICS.map((metric) => (
          <React.Fragment key={metric}>
            <dt>{DORA_METRIC_INFO[metric].label}</dt>
            <dd>{DORA_METRIC_INFO[metric].sentence}</dd>
          </React.Fragment>
        ))}
      </dl>
      <Text element="p">No data is a gap in the line, never zero; only counts can be zero.</Text>
      <Text element="h3">Other query kinds</Text>
      <dl>
        {KINDS.map(({ kind, sentence }) => (
          <React.Fragment key={kind}>
            <dt>{PANEL_KIND_LABELS[kind]}</dt>
            <dd>{sentence}</dd>
          </React.Fragment>
        ))}
      </dl>
      <Text element="h3">Examples</Text>
      <Stack direction="column" gap={1} alignItems="flex-start">
        {HELP_EXAMPLES.map(({ title, query: example }) => (
          <Button
            key={title}
            variant="secondary"
            fill="text"
            onClick={() => onClickExample(normalizeQuery({ ...example, refId: query.refId }))}
          >
            {title}
          </Button>
        ))}
      </Stack>
    </Stack>
  );
}

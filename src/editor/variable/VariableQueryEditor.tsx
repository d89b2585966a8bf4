import { RadioButtonGroup, Stack } from '@grafana/ui';
import React from 'react';

import { VARIABLE_LABELS } from '../../labels/control-labels';
import { parseVariableQuery } from '../../model/variable-query';
import type { VariableQuery } from '../../model/variable-query';
import { LabelledField } from '../fields/LabelledField';
import { VARIABLE_LABEL_WIDTH, WRAPPING } from '../fields/layout';
import { VARIABLE_KIND_OPTIONS } from '../fields/options';
import type { ResourceSource, SreVariableQuery } from '../types';
import { VariableFilters } from './VariableFilters';

interface Props {
  readonly datasource: ResourceSource;
  /** What Grafana saved: an empty text for a new variable. */
  readonly query: unknown;
  readonly onChange: (query: SreVariableQuery) => void;
}

/** Grafana runs a variable's one query under a reference of the data source's choice. */
const VARIABLE_REF_ID = 'variable';

/** Chooses what a dashboard variable lists; services and SLOs may be narrowed, by other variables too. */
export function VariableQueryEditor({ datasource, query, onChange }: Props) {
  const saved = parseVariableQuery(query);
  const change = (changed: Partial<VariableQuery>) => onChange({ ...saved, ...changed, refId: VARIABLE_REF_ID });
  return (
    <Stack direction="column" gap={0.5}>
      <LabelledField label={VARIABLE_LABELS.kind} leastLabelWidth={VARIABLE_LABEL_WIDTH} shrink>
        <RadioButtonGroup
          className={WRAPPING}
          aria-label={VARIABLE_LABELS.kind}
          options={VARIABLE_KIND_OPTIONS}
          value={saved.kind}
          onChange={(kind) => change({ kind })}
        />
      </LabelledField>
      {(saved.kind === 'services' || saved.kind === 'slos') && (
        <VariableFilters source={datasource} query={saved} onChange={change} />
      )}
    </Stack>
  );
}

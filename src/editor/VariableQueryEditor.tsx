import { InlineField, RadioButtonGroup, Stack } from '@grafana/ui';
import React, { useCallback } from 'react';

import { parseVariableQuery } from '../model/variable-query';
import type { VariableQuery } from '../model/variable-query';
import { VARIABLE_LABELS } from '../selectors';
import { fetchTeams } from './catalog';
import { CatalogAlert } from './CatalogAlert';
import { LABEL_WIDTH } from './layout';
import { NamesField } from './NamesField';
import { KIND_OPTIONS, teamOptions, TIER_OPTIONS } from './options';
import type { ResourceSource, SreVariableQuery } from './types';
import { itemsOf, useList } from './use-list';

interface Props {
  readonly datasource: ResourceSource;
  /** What Grafana saved: an empty text for a new variable. */
  readonly query: unknown;
  readonly onChange: (query: SreVariableQuery) => void;
}

/** Grafana runs a variable's one query under a reference of the data source's choice. */
const VARIABLE_REF_ID = 'variable';

/** Chooses what a dashboard variable lists; services may be narrowed, by other variables too. */
export function VariableQueryEditor({ datasource, query, onChange }: Props) {
  const saved = parseVariableQuery(query);
  const teams = useList(useCallback(() => fetchTeams(datasource), [datasource]));
  const change = (changed: Partial<VariableQuery>) => onChange({ ...saved, ...changed, refId: VARIABLE_REF_ID });
  return (
    <Stack direction="column" gap={0.5}>
      <InlineField label={VARIABLE_LABELS.kind} labelWidth={LABEL_WIDTH}>
        <RadioButtonGroup
          aria-label={VARIABLE_LABELS.kind}
          options={KIND_OPTIONS}
          value={saved.kind}
          onChange={(kind) => change({ kind })}
        />
      </InlineField>
      {saved.kind === 'services' && (
        <>
          <NamesField
            label={VARIABLE_LABELS.teams}
            tooltip="Lists only services of these teams; another variable may decide"
            placeholder="All teams"
            value={saved.teams}
            options={teamOptions(itemsOf(teams.list))}
            onChange={(chosen) => change({ teams: chosen })}
            loading={teams.list.status === 'loading'}
            typed
          />
          <NamesField
            label={VARIABLE_LABELS.tiers}
            tooltip="Lists only services of these tiers; another variable may decide"
            placeholder="All tiers"
            value={saved.tiers}
            options={TIER_OPTIONS}
            onChange={(chosen) => change({ tiers: chosen })}
          />
          <CatalogAlert lists={[teams.list]} onRetry={teams.retry} />
        </>
      )}
    </Stack>
  );
}

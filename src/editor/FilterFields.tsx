import { Stack } from '@grafana/ui';
import React, { useCallback } from 'react';

import { QUERY_LABELS } from '../selectors';
import { fetchServices, fetchTeams } from './catalog';
import { CatalogAlert } from './CatalogAlert';
import type { DoraEditorProps } from './DoraQueryEditor';
import { NamesField } from './NamesField';
import { serviceOptions, teamOptions, TIER_OPTIONS } from './options';
import type { ResourceSource } from './types';
import { itemsOf, useList } from './use-list';

/** Which services the numbers are of. The choices come from the database. */
export function FilterFields({ query, onChange, source }: DoraEditorProps & { readonly source: ResourceSource }) {
  const services = useList(useCallback(() => fetchServices(source, { teams: [], tiers: [] }), [source]));
  const teams = useList(useCallback(() => fetchTeams(source), [source]));
  return (
    <>
      <Stack direction="row" wrap="wrap" gap={1}>
        <NamesField
          label={QUERY_LABELS.services}
          tooltip="Only these services"
          placeholder="All services"
          value={query.services ?? []}
          options={serviceOptions(itemsOf(services.list))}
          onChange={(chosen) => onChange({ ...query, services: chosen })}
          loading={services.list.status === 'loading'}
          typed
        />
        <NamesField
          label={QUERY_LABELS.teams}
          tooltip="Only services of these teams"
          placeholder="All teams"
          value={query.teams ?? []}
          options={teamOptions(itemsOf(teams.list))}
          onChange={(chosen) => onChange({ ...query, teams: chosen })}
          loading={teams.list.status === 'loading'}
          typed
        />
        <NamesField
          label={QUERY_LABELS.tiers}
          tooltip="Only services of these tiers"
          placeholder="All tiers"
          value={query.tiers ?? []}
          options={TIER_OPTIONS}
          onChange={(chosen) => onChange({ ...query, tiers: chosen })}
        />
      </Stack>
      <CatalogAlert
        lists={[services.list, teams.list]}
        onRetry={() => {
          services.retry();
          teams.retry();
        }}
      />
    </>
  );
}

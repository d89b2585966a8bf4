import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import type { SavedScope } from '../../model/saved-query';
import { CatalogueAlert } from '../catalogue/CatalogueAlert';
import { useCatalogue } from '../catalogue/use-catalogue';
import { itemsOf } from '../catalogue/use-list';
import type { ResourceSource } from '../types';
import { serviceOptions, sloOptions, teamOptions } from './name-options';
import { NamesField } from './NamesField';
import { TIER_OPTIONS } from './options';

interface Props {
  readonly scope: SavedScope;
  readonly onChange: (scope: SavedScope) => void;
  readonly source: ResourceSource;
  /** Where the query can be narrowed to SLOs too. */
  readonly slos?: { readonly value: readonly string[]; readonly onChange: (slos: string[]) => void };
}

/** Which services the numbers are of. The choices come from the database. */
export function FilterFields({ scope: { services = [], teams = [], tiers = [] }, onChange, source, slos }: Props) {
  const catalog = useCatalogue(source, { slos: slos !== undefined });
  return (
    <>
      <Stack direction="row" wrap="wrap" gap={1}>
        {slos !== undefined && (
          <NamesField
            label={QUERY_LABELS.slos}
            tooltip="Only SLOs of these names"
            placeholder="All SLOs"
            value={slos.value}
            options={sloOptions(itemsOf(catalog.slos))}
            onChange={slos.onChange}
            loading={catalog.slos.status === 'loading'}
            typed
          />
        )}
        <NamesField
          label={QUERY_LABELS.services}
          tooltip="Only these services"
          placeholder="All services"
          value={services}
          options={serviceOptions(itemsOf(catalog.services))}
          onChange={(chosen) => onChange({ services: chosen, teams, tiers })}
          loading={catalog.services.status === 'loading'}
          typed
        />
        <NamesField
          label={QUERY_LABELS.teams}
          tooltip="Only services of these teams"
          placeholder="All teams"
          value={teams}
          options={teamOptions(itemsOf(catalog.teams))}
          onChange={(chosen) => onChange({ services, teams: chosen, tiers })}
          loading={catalog.teams.status === 'loading'}
          typed
        />
        <NamesField
          label={QUERY_LABELS.tiers}
          tooltip="Only services of these tiers"
          placeholder="All tiers"
          value={tiers}
          options={TIER_OPTIONS}
          onChange={(chosen) => onChange({ services, teams, tiers: chosen })}
        />
      </Stack>
      <CatalogueAlert lists={[catalog.slos, catalog.services, catalog.teams]} onRetry={catalog.retry} />
    </>
  );
}

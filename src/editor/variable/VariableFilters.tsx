import React from 'react';

import { VARIABLE_LABELS } from '../../labels/control-labels';
import type { VariableQuery } from '../../model/variable-query';
import { CatalogueAlert } from '../catalogue/CatalogueAlert';
import { useCatalogue } from '../catalogue/use-catalogue';
import { itemsOf } from '../catalogue/use-list';
import { VARIABLE_LABEL_WIDTH } from '../fields/layout';
import { serviceOptions, teamOptions } from '../fields/name-options';
import { NamesField } from '../fields/NamesField';
import { TIER_OPTIONS } from '../fields/options';
import type { ResourceSource } from '../types';

interface Props {
  readonly source: ResourceSource;
  readonly query: VariableQuery;
  readonly onChange: (changed: Partial<VariableQuery>) => void;
}

/** Narrows the services or SLOs that a variable lists. */
export function VariableFilters({ source, query, onChange }: Props) {
  const catalog = useCatalogue(source, { services: query.kind === 'slos' });
  const what = query.kind === 'slos' ? 'SLOs of services' : 'services';
  return (
    <>
      {query.kind === 'slos' && (
        <NamesField
          label={VARIABLE_LABELS.services}
          leastLabelWidth={VARIABLE_LABEL_WIDTH}
          tooltip="Lists only SLOs of these services; another variable may decide"
          placeholder="All services"
          value={query.services}
          options={serviceOptions(itemsOf(catalog.services))}
          onChange={(services) => onChange({ services })}
          loading={catalog.services.status === 'loading'}
          typed
        />
      )}
      <NamesField
        label={VARIABLE_LABELS.teams}
        leastLabelWidth={VARIABLE_LABEL_WIDTH}
        tooltip={`Lists only ${what} of these teams; another variable may decide`}
        placeholder="All teams"
        value={query.teams}
        options={teamOptions(itemsOf(catalog.teams))}
        onChange={(teams) => onChange({ teams })}
        loading={catalog.teams.status === 'loading'}
        typed
      />
      <NamesField
        label={VARIABLE_LABELS.tiers}
        leastLabelWidth={VARIABLE_LABEL_WIDTH}
        tooltip={`Lists only ${what} of these tiers; another variable may decide`}
        placeholder="All tiers"
        value={query.tiers}
        options={TIER_OPTIONS}
        onChange={(tiers) => onChange({ tiers })}
      />
      <CatalogueAlert lists={[catalog.services, catalog.teams]} onRetry={catalog.retry} />
    </>
  );
}

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';

import type { SavedQuery, SavedScope } from '../src/model/saved-query';
import { DATA_SOURCE } from './data-source';
import { VARIABLES } from './variable-names';

/** Queries of panels and annotations. */

/** The services that the dashboard's variables leave; their All stands for no restriction. */
export function scope(): Required<SavedScope> {
  return { services: [`$${VARIABLES.service}`], teams: [`$${VARIABLES.team}`], tiers: [`$${VARIABLES.tier}`] };
}

/** A query as the SDK takes it. */
export function target(refId: string, query: SavedQuery): Builder<Dataquery> {
  return {
    // The SDK's marker of a query; being a function it is not written into the JSON.
    build: () => ({ refId, datasource: DATA_SOURCE, ...query, _implementsDataqueryVariant: () => undefined }),
  };
}

import type { DataQuery } from '@grafana/schema';

import type { SavedQuery } from '../model/saved-query';
import type { VariableQuery } from '../model/variable-query';

/** A query in a panel: ours, with the fields that Grafana keeps beside it. */
export type SreDataQuery = SavedQuery & DataQuery;

/** A variable's query, with the fields that Grafana keeps beside it. */
export type SreVariableQuery = VariableQuery & DataQuery;

/** The part of the data source that the editors use: its resource calls. */
export interface ResourceSource {
  getResource(path: string, params?: Record<string, unknown>, options?: { showErrorAlert?: boolean }): Promise<unknown>;
}

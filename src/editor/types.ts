import type { DataQuery } from '@grafana/schema';

import type { QueryType } from '../model/query-kinds';
import type { SavedQuery } from '../model/saved-query';
import type { VariableQuery } from '../model/variable-query';

/** A query in a panel: ours, with the fields that Grafana keeps beside it. */
export type SreDataQuery = SavedQuery & DataQuery;

/** A query of one kind, with the fields that Grafana keeps beside it. */
export type QueryOf<K extends QueryType> = Extract<SavedQuery, { queryType: K }> & DataQuery;

/** What the editor of one query kind gets. */
export interface KindEditorProps<K extends QueryType> {
  /** With every default filled in. */
  readonly query: QueryOf<K>;
  readonly onChange: (query: QueryOf<K>) => void;
}

/** A variable's query, with the fields that Grafana keeps beside it. */
export type SreVariableQuery = VariableQuery & DataQuery;

/** The part of the data source that the editors use: its resource calls. */
export interface ResourceSource {
  getResource(path: string, params?: Record<string, unknown>, options?: { showErrorAlert?: boolean }): Promise<unknown>;
}

/** What the editors of queries need beside: which data source it is. */
export interface PanelSource extends ResourceSource {
  readonly uid: string;
}

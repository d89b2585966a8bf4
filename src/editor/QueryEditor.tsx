import React from 'react';

import { DoraQueryEditor } from './DoraQueryEditor';
import { normalizeQuery } from './normalize-query';
import type { ResourceSource, SreDataQuery } from './types';

interface Props {
  readonly datasource: ResourceSource;
  readonly query: SreDataQuery;
  readonly onChange: (query: SreDataQuery) => void;
  readonly onRunQuery: () => void;
}

/** Brings the saved query up to date, then leaves it to the editor of its kind. */
export function QueryEditor({ datasource, query, onChange, onRunQuery }: Props) {
  return (
    <DoraQueryEditor
      source={datasource}
      query={normalizeQuery(query)}
      onChange={(changed) => {
        onChange(changed);
        onRunQuery();
      }}
    />
  );
}

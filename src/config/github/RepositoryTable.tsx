import { Badge, InteractiveTable } from '@grafana/ui';
import type { BadgeColor, Column, IconName } from '@grafana/ui';
import React from 'react';

import { GITHUB_LABELS } from '../../labels/control-labels';
import { GITHUB_SYNC_STATE_LABELS } from '../../model/github-sync';
import type { GitHubRepositoryItem, GitHubSyncState } from '../../model/github-sync';
import { When } from '../backend-calls/When';
import { countsText } from './github-words';

const PAGE_SIZE = 20;

/** One row for each repository, with what went wrong below its state. */
export function RepositoryTable({ repositories }: { readonly repositories: readonly GitHubRepositoryItem[] }) {
  return (
    <InteractiveTable
      columns={COLUMNS}
      data={[...repositories]}
      getRowId={({ repository }) => repository}
      pageSize={PAGE_SIZE}
    />
  );
}

const COLUMNS: Array<Column<GitHubRepositoryItem>> = [
  { id: 'repository', header: GITHUB_LABELS.repository, sortType: 'string' },
  { id: 'services', header: GITHUB_LABELS.services, cell: ({ row: { original } }) => original.services.join(', ') },
  {
    id: 'state',
    header: GITHUB_LABELS.state,
    sortType: 'string',
    cell: ({ row: { original } }) => <State repository={original} />,
  },
  {
    id: 'lastSucceededAt',
    header: GITHUB_LABELS.lastSuccess,
    sortType: 'string',
    sortDescFirst: true,
    cell: ({ row: { original } }) => <When at={original.lastSucceededAt} />,
  },
  { id: 'records', header: GITHUB_LABELS.records, cell: ({ row: { original } }) => countsText(original) },
];

interface Look {
  readonly color: BadgeColor;
  readonly icon: IconName;
}

const LOOKS: Readonly<Record<GitHubSyncState, Look>> = {
  synced: { color: 'green', icon: 'check' },
  failing: { color: 'red', icon: 'exclamation-triangle' },
  underWay: { color: 'blue', icon: 'sync' },
  never: { color: 'orange', icon: 'clock-nine' },
  disabled: { color: 'darkgrey', icon: 'pause' },
  unmapped: { color: 'orange', icon: 'question-circle' },
};

function State({ repository: { state, error } }: { readonly repository: GitHubRepositoryItem }) {
  return (
    <>
      <Badge text={GITHUB_SYNC_STATE_LABELS[state]} {...LOOKS[state]} />
      {error !== null && <div>{error}</div>}
    </>
  );
}

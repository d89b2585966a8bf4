import { FieldSet } from '@grafana/ui';
import React, { useCallback } from 'react';

import { CONFIG_LABELS, GITHUB_LABELS } from '../../labels/control-labels';
import { gitHubSyncResponseSchema } from '../../model/github-sync';
import type { GitHubSyncResponse } from '../../model/github-sync';
import { LoadedView } from '../backend-calls/LoadedView';
import { resourceCaller } from '../backend-calls/resource-call';
import { useLoaded } from '../backend-calls/use-loaded';
import { isConnected, useStored } from '../backend-calls/use-stored';
import type { ConfigProps } from '../types';
import { limitText } from './github-words';
import { RepositoryTable } from './RepositoryTable';

/** How GitHub sync stands. It is set up where the worker runs; here it is only seen. */
export function GitHubSection({ settings }: { readonly settings: ConfigProps }) {
  const stored = useStored(settings.options);
  return isConnected(stored) ? (
    <FieldSet label={CONFIG_LABELS.gitHub}>
      <GitHubStatus key={`${stored.uid}/${stored.version ?? ''}`} uid={stored.uid} />
    </FieldSet>
  ) : null;
}

function GitHubStatus({ uid }: { readonly uid: string }) {
  const load = useCallback(
    () => resourceCaller(uid)({ method: 'GET', path: 'github-sync' }, gitHubSyncResponseSchema),
    [uid]
  );
  const { loaded, reload } = useLoaded(load);
  return (
    <LoadedView loaded={loaded} reload={reload} failure={GITHUB_LABELS.error}>
      {(status) => <Repositories status={status} />}
    </LoadedView>
  );
}

function Repositories({ status: { repositories, limits } }: { readonly status: GitHubSyncResponse }) {
  if (repositories.length === 0) {
    return (
      <p>
        No repository is mapped to a service. With <code>sre-metrics github repositories</code>, merged pull requests
        become change records by themselves.
      </p>
    );
  }
  return (
    <>
      <RepositoryTable repositories={repositories} />
      <ul aria-label={GITHUB_LABELS.limits} style={{ listStyle: 'none' }}>
        {limits.map((limit) => (
          <li key={`${limit.account} ${limit.resource}`}>{limitText(limit)}</li>
        ))}
      </ul>
    </>
  );
}

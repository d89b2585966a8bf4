import React, { useCallback } from 'react';

import { CONFIG_LABELS, GITHUB_LABELS } from '../../labels/control-labels';
import { gitHubSyncResponseSchema } from '../../model/github-sync';
import type { GitHubSyncResponse } from '../../model/github-sync';
import { LoadedView } from '../backend-calls/LoadedView';
import { resourceCaller } from '../backend-calls/resource-call';
import { useLoaded } from '../backend-calls/use-loaded';
import { Connected } from '../connection/Connected';
import { FoldingSection } from '../sections/FoldingSection';
import { useReportedStatus } from '../sections/reported-status';
import type { ConfigProps } from '../types';
import { limitText, syncStatus } from './github-words';
import { RepositoryTable } from './RepositoryTable';

/** How GitHub sync stands. It is set up where the worker runs; here it is only seen. */
export function GitHubSection({ settings }: { readonly settings: ConfigProps }) {
  return (
    <FoldingSection settings={settings} name="github" title={CONFIG_LABELS.gitHub}>
      <Connected settings={settings} unconnected="How sync stands is kept in the database. Enter the connection first.">
        {(uid) => <GitHubStatus uid={uid} />}
      </Connected>
    </FoldingSection>
  );
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
  useReportedStatus(syncStatus(repositories));
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

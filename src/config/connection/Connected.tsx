import { LoadingPlaceholder } from '@grafana/ui';
import React, { useContext } from 'react';
import type { ReactElement } from 'react';

import { isConnected, useStored } from '../backend-calls/use-stored';
import type { ConfigProps } from '../types';
import { ConnectionContext } from './connection-context';

interface Props {
  readonly settings: ConfigProps;
  /** Said while no database is connected. */
  readonly unconnected: string;
  /** What is in the database that the saved settings lead to; made anew once others are saved. */
  readonly children: (uid: string) => ReactElement;
}

/** Something of the database, once that answers. */
export function Connected({ settings, unconnected, children }: Props) {
  const connection = useContext(ConnectionContext);
  const stored = useStored(settings.options);
  if (!isConnected(stored)) {
    return <p>{unconnected}</p>;
  }
  switch (connection?.status) {
    case 'asking':
      return <LoadingPlaceholder text="Connecting…" />;
    case 'failed':
      // It is told once, where it can be mended.
      return <p>The database does not answer as it should. The tab Connection says why.</p>;
    default:
      return <React.Fragment key={`${stored.uid}/${stored.version ?? ''}`}>{children(stored.uid)}</React.Fragment>;
  }
}

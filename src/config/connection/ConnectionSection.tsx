import { Alert, Button } from '@grafana/ui';
import React, { useContext } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { DEFAULT_PORT } from '../../model/settings';
import { isConnected, useStored } from '../backend-calls/use-stored';
import { FieldRow } from '../fields/FieldRow';
import { NumberSetting } from '../fields/NumberSetting';
import { TextSetting } from '../fields/TextSetting';
import { NARROW_WIDTH } from '../layout';
import { FoldingSection } from '../sections/FoldingSection';
import { good, off, trouble } from '../sections/section-status';
import type { SectionStatus } from '../sections/section-status';
import type { ConfigProps } from '../types';
import { ConnectionContext } from './connection-context';
import type { Connection } from './connection-context';
import { ReaderRoleNote } from './ReaderRoleNote';
import { SignInSettings } from './SignInSettings';

/** Where the database is, who signs in, and whether that works. */
export function ConnectionSection({ settings }: { readonly settings: ConfigProps }) {
  const connection = useContext(ConnectionContext);
  const stored = useStored(settings.options);
  return (
    <FoldingSection
      settings={settings}
      name="database"
      title={CONFIG_LABELS.connection}
      statuses={statusOf(connection)}
      startsOpen={!isConnected(stored)}
    >
      {connection?.status === 'failed' && (
        <Alert title={CONFIG_LABELS.notConnected} severity="error">
          <p>{connection.message}</p>
          <Button size="sm" variant="secondary" onClick={connection.retry}>
            {CONFIG_LABELS.retry}
          </Button>
        </Alert>
      )}
      <AddressSettings settings={settings} />
      <SignInSettings settings={settings} />
      <ReaderRoleNote settings={settings} />
    </FoldingSection>
  );
}

function statusOf(connection: Connection | null): SectionStatus[] {
  switch (connection?.status) {
    case undefined:
      return [];
    case 'unset':
      return [off('not set up')];
    case 'asking':
      return [off('asking…')];
    case 'failed':
      return [trouble('not connected')];
    case 'answered':
      // Where it may not even read, the note on that right says so.
      return connection.rights.reads ? [good('connected')] : [];
  }
}

function AddressSettings({ settings }: { readonly settings: ConfigProps }) {
  return (
    <>
      <FieldRow>
        <TextSetting
          settings={settings}
          setting="host"
          label={CONFIG_LABELS.host}
          help="Aurora's reader endpoint, without the port"
          placeholder="stackflow.cluster-ro-example.eu-central-1.rds.amazonaws.com"
          required
        />
        <NumberSetting
          settings={settings}
          setting="port"
          label={CONFIG_LABELS.port}
          help="The port PostgreSQL listens on"
          byDefault={DEFAULT_PORT}
          max={65535}
        />
      </FieldRow>
      <FieldRow>
        <TextSetting
          settings={settings}
          setting="database"
          label={CONFIG_LABELS.database}
          help="The database that holds the schema stackflow"
          placeholder="stackflow"
          width={NARROW_WIDTH}
          required
        />
        <TextSetting
          settings={settings}
          setting="user"
          label={CONFIG_LABELS.user}
          help="A database user that may read the schema"
          placeholder="grafana_reader"
          width={NARROW_WIDTH}
          required
        />
      </FieldRow>
    </>
  );
}

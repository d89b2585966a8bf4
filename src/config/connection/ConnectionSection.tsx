import { FieldSet } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { DEFAULT_PORT } from '../../model/settings';
import { NumberSetting } from '../fields/NumberSetting';
import { TextSetting } from '../fields/TextSetting';
import type { ConfigProps } from '../types';
import { ReaderRoleNote } from './ReaderRoleNote';

export function ConnectionSection({ settings }: { readonly settings: ConfigProps }) {
  const { user, authMethod } = settings.options.jsonData;
  return (
    <FieldSet label={CONFIG_LABELS.connection}>
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
      <TextSetting
        settings={settings}
        setting="database"
        label={CONFIG_LABELS.database}
        help="The database that holds the schema stackflow"
        placeholder="stackflow"
        required
      />
      <TextSetting
        settings={settings}
        setting="user"
        label={CONFIG_LABELS.user}
        help="A database user that may read the schema"
        placeholder="grafana_reader"
        required
      />
      <ReaderRoleNote user={user ?? ''} authMethod={authMethod ?? 'password'} />
    </FieldSet>
  );
}

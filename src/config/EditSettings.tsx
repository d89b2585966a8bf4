import { Alert, Field, Switch } from '@grafana/ui';
import React, { useId } from 'react';

import { CONFIG_LABELS } from '../selectors';
import { roleName } from './role-name';
import { changeSetting } from './setting-changes';
import { TextSetting } from './TextSetting';
import type { ConfigProps } from './types';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: 'allowSloEdits' | 'allowGateOverrides';
  readonly label: string;
  readonly description: string;
  /** The database's role that has the right. */
  readonly role: { readonly name: string; readonly title: string; readonly adds: string };
  /** Whether the writer host is entered here; another section may have it already. */
  readonly hasWriterHost: boolean;
}

/** Whether something may be edited through this data source, and where that is written. */
export function EditSettings({ settings, setting, label, description, role, hasWriterHost }: Props) {
  const id = useId();
  const { jsonData, readOnly } = settings.options;
  const allowed = jsonData[setting] === true;
  return (
    <>
      <Field label={label} description={description} disabled={readOnly} htmlFor={id}>
        <Switch
          id={id}
          value={allowed}
          onChange={({ currentTarget: { checked } }) => changeSetting(settings, { [setting]: checked })}
        />
      </Field>
      {allowed && (
        <>
          {hasWriterHost && (
            <TextSetting
              settings={settings}
              setting="writerHost"
              label={CONFIG_LABELS.writerHost}
              help="Aurora's writer endpoint, without the port; a reader endpoint cannot write. Blank: the host above"
              placeholder={jsonData.host}
            />
          )}
          <Alert title={role.title} severity="info">
            <p>{role.adds} Run this in the database once, as its owner:</p>
            <pre>{`grant ${role.name} to ${roleName(jsonData.user)};`}</pre>
          </Alert>
        </>
      )}
    </>
  );
}

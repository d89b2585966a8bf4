import { Alert, Field, Switch } from '@grafana/ui';
import React, { useId } from 'react';

import { CONFIG_LABELS } from '../../selectors';
import { roleName } from '../role-name';
import { changeSetting } from '../setting-changes';
import { TextSetting } from '../TextSetting';
import type { ConfigProps } from '../types';

/** Whether SLOs may be edited through this data source, and where that is written. */
export function SloEditSettings({ settings }: { readonly settings: ConfigProps }) {
  const id = useId();
  const { jsonData, readOnly } = settings.options;
  const allowed = jsonData.allowSloEdits === true;
  return (
    <>
      <Field
        label={CONFIG_LABELS.allowSloEdits}
        description="Grafana's Editors and Admins may then create and change SLOs; who changed what, and when, is kept. Applies once the data source is saved."
        disabled={readOnly}
        htmlFor={id}
      >
        <Switch
          id={id}
          value={allowed}
          onChange={({ currentTarget: { checked } }) => changeSetting(settings, { allowSloEdits: checked })}
        />
      </Field>
      {allowed && (
        <>
          <TextSetting
            settings={settings}
            setting="writerHost"
            label={CONFIG_LABELS.writerHost}
            help="Aurora's writer endpoint, without the port; a reader endpoint cannot write. Blank: the host above"
            placeholder={jsonData.host}
          />
          <Alert title={CONFIG_LABELS.editorRole} severity="info">
            <p>It adds the right to write SLOs, and nothing else. Run this in the database once, as its owner:</p>
            <pre>{`grant sre_metrics_slo_editor to ${roleName(jsonData.user)};`}</pre>
          </Alert>
        </>
      )}
    </>
  );
}

import React from 'react';

import { CONFIG_LABELS } from '../../selectors';
import { RoleNote } from '../RoleNote';
import { SwitchSetting } from '../SwitchSetting';
import type { ConfigProps } from '../types';
import { WriterHostSetting } from '../WriterHostSetting';

/** Whether SLOs may be edited through this data source, and where that is written. */
export function SloEditSettings({ settings }: { readonly settings: ConfigProps }) {
  return (
    <>
      <SwitchSetting
        settings={settings}
        setting="allowSloEdits"
        label={CONFIG_LABELS.allowSloEdits}
        help="Grafana's Editors and Admins may then create and change SLOs; who changed what, and when, is kept. Applies once the data source is saved."
      />
      {settings.options.jsonData.allowSloEdits === true && (
        <>
          <WriterHostSetting settings={settings} />
          <RoleNote settings={settings} title={CONFIG_LABELS.editorRole} role="sre_metrics_slo_editor" what="SLOs" />
        </>
      )}
    </>
  );
}

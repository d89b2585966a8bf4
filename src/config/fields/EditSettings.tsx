import React from 'react';

import type { ConfigProps } from '../types';
import { RoleNote } from './RoleNote';
import type { WriteRole } from './RoleNote';
import { SwitchSetting } from './SwitchSetting';
import { WriterHostSetting } from './WriterHostSetting';

interface Props {
  readonly settings: ConfigProps;
  readonly setting: 'allowSloEdits' | 'allowGateOverrides';
  readonly label: string;
  readonly help: string;
  readonly role: WriteRole;
  /** Whether the writer host is entered here; another section may have it already. */
  readonly hasWriterHost: boolean;
}

/** Whether something may be edited through this data source, and where that is written. */
export function EditSettings({ settings, setting, label, help, role, hasWriterHost }: Props) {
  return (
    <>
      <SwitchSetting settings={settings} setting={setting} label={label} help={help} />
      {settings.options.jsonData[setting] === true && (
        <>
          {hasWriterHost && <WriterHostSetting settings={settings} />}
          <RoleNote settings={settings} role={role} />
        </>
      )}
    </>
  );
}

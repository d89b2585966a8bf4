import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { GrantNote } from '../fields/GrantNote';
import { roleName } from '../fields/role-name';
import type { ConfigProps } from '../types';
import { useRights } from './connection-context';

/** The statements that let the chosen user read. */
export function ReaderRoleNote({ settings }: { readonly settings: ConfigProps }) {
  const { user, authMethod } = settings.options.jsonData;
  const role = roleName(user);
  const statements = [
    `grant sre_metrics_reader to ${role};`,
    ...(authMethod === 'iam' ? [`grant rds_iam to ${role};`] : []),
  ];
  return (
    <GrantNote
      title={CONFIG_LABELS.readerRole}
      purpose="Queries only read."
      statements={statements}
      isGranted={useRights(user)?.reads ?? null}
    />
  );
}

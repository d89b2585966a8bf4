import { Alert } from '@grafana/ui';
import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { AuthMethod } from '../../model/settings';
import { roleName } from '../fields/role-name';

interface Props {
  readonly user: string;
  readonly authMethod: AuthMethod;
}

/** The statements that let the chosen user read, ready to copy. */
export function ReaderRoleNote({ user, authMethod }: Props) {
  const role = roleName(user);
  const statements = [
    `grant sre_metrics_reader to ${role};`,
    ...(authMethod === 'iam' ? [`grant rds_iam to ${role};`] : []),
  ];
  return (
    <Alert title={CONFIG_LABELS.readerRole} severity="info">
      <p>Queries only read. Run this in the database once, as its owner:</p>
      <pre>{statements.join('\n')}</pre>
    </Alert>
  );
}

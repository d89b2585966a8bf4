import { Alert } from '@grafana/ui';
import React from 'react';

import type { AuthMethod } from '../model/settings';
import { CONFIG_LABELS } from '../selectors';

/** PostgreSQL folds and refuses other names unless they are quoted. */
const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/;

const quoted = (name: string): string => (PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

interface Props {
  readonly user: string;
  readonly authMethod: AuthMethod;
}

/** The statements that let the chosen user read, ready to copy. */
export function ReaderRoleNote({ user, authMethod }: Props) {
  const role = quoted(user.trim() === '' ? 'grafana_reader' : user.trim());
  const statements = [
    `grant sre_metrics_reader to ${role};`,
    ...(authMethod === 'iam' ? [`grant rds_iam to ${role};`] : []),
  ];
  return (
    <Alert title={CONFIG_LABELS.readerRole} severity="info">
      <p>Reading is all this data source does. Run this in the database once, as its owner:</p>
      <pre>{statements.join('\n')}</pre>
    </Alert>
  );
}

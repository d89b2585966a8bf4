import { Alert } from '@grafana/ui';
import React from 'react';

import { roleName } from './role-name';
import type { ConfigProps } from './types';

interface Props {
  readonly settings: ConfigProps;
  readonly title: string;
  /** The role that the user needs beside the readers'. */
  readonly role: string;
  /** What it may write, such as `SLOs`. */
  readonly what: string;
}

/** The statement that lets the chosen user write one thing, ready to copy. */
export function RoleNote({ settings, title, role, what }: Props) {
  return (
    <Alert title={title} severity="info">
      <p>It adds the right to write {what}, and nothing else. Run this in the database once, as its owner:</p>
      <pre>{`grant ${role} to ${roleName(settings.options.jsonData.user)};`}</pre>
    </Alert>
  );
}

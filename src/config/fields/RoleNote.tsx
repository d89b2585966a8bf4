import { Alert } from '@grafana/ui';
import React from 'react';

import type { ConfigProps } from '../types';
import { roleName } from './role-name';

/** A role of the database that adds one right to those of the readers. */
export interface WriteRole {
  readonly name: string;
  readonly title: string;
  /** A sentence that says what it adds. */
  readonly adds: string;
}

interface Props {
  readonly settings: ConfigProps;
  readonly role: WriteRole;
}

/** The statement that gives the chosen user a role, ready to copy. */
export function RoleNote({ settings, role: { name, title, adds } }: Props) {
  return (
    <Alert title={title} severity="info">
      <p>{adds} Run this in the database once, as its owner:</p>
      <pre>{`grant ${name} to ${roleName(settings.options.jsonData.user)};`}</pre>
    </Alert>
  );
}

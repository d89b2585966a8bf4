import React from 'react';

import type { ConfigProps } from '../types';
import { GrantNote } from './GrantNote';
import { roleName } from './role-name';

/** A role of the database that adds one right to those of the readers. */
export interface WriteRole {
  readonly name: string;
  /** Of the right. */
  readonly title: string;
  /** A sentence that says what it adds. */
  readonly adds: string;
}

interface Props {
  readonly settings: ConfigProps;
  readonly role: WriteRole;
  /** Whether the user has the right; null while that is not known. */
  readonly isGranted: boolean | null;
}

/** How the chosen user gets a role. */
export function RoleNote({ settings, role: { name, title, adds }, isGranted }: Props) {
  const statement = `grant ${name} to ${roleName(settings.options.jsonData.user)};`;
  return <GrantNote title={title} purpose={adds} statements={[statement]} isGranted={isGranted} />;
}

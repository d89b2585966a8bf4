import { FieldSet } from '@grafana/ui';
import React from 'react';
import type { ComponentProps, ReactElement } from 'react';

import { isConnected, useStored } from './backend-calls/use-stored';
import { EditSettings } from './fields/EditSettings';

interface Props extends Omit<ComponentProps<typeof EditSettings>, 'label'> {
  readonly title: string;
  /** Of the switch that allows editing. */
  readonly switchLabel: string;
  /** Said while no database is connected. */
  readonly unconnected: string;
  /** Made anew once other settings are saved. */
  readonly manager: (uid: string) => ReactElement;
}

/** Who may edit something of the database, and what is there, as the stored settings lead to it. */
export function EditableSection({ title, switchLabel, unconnected, manager, ...edit }: Props) {
  const stored = useStored(edit.settings.options);
  const { uid, version } = stored;
  return (
    <FieldSet label={title}>
      <EditSettings {...edit} label={switchLabel} />
      {isConnected(stored) ? (
        <React.Fragment key={`${uid}/${version ?? ''}`}>{manager(uid)}</React.Fragment>
      ) : (
        <p>{unconnected}</p>
      )}
    </FieldSet>
  );
}

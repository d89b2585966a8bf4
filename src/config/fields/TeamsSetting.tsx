import { Field, TagsInput } from '@grafana/ui';
import React, { useId } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { isText } from '../../model/saved-query';
import { SETTING_WIDTH, SHRINKING } from '../layout';
import { changeSetting } from '../setting-changes';
import type { ConfigProps } from '../types';

/** The names that are saved as teams. A provisioning file may hold anything; what is no name, the backend refuses. */
export function teamsOf({ options }: ConfigProps): string[] {
  const saved: unknown = options.jsonData.teams;
  return Array.isArray(saved) ? saved.filter(isText) : [];
}

/** The teams that the data source is limited to. */
export function TeamsSetting({ settings }: { readonly settings: ConfigProps }) {
  const id = useId();
  const teams = teamsOf(settings);
  return (
    <Field
      label={CONFIG_LABELS.teams}
      description="Answer only from services of these teams, with their changes, incidents and SLOs. Without a name: from everything. Names are spelled as the services have them. A service without a team is left out."
      disabled={settings.options.readOnly}
      htmlFor={id}
    >
      <TagsInput
        id={id}
        tags={teams}
        placeholder="Name of a team (Enter adds it)"
        width={SETTING_WIDTH}
        className={SHRINKING}
        autoColors={false}
        // Else a name that nobody closed with Enter would be no limit.
        addOnBlur
        onChange={(names) => changeSetting(settings, { teams: names })}
      />
    </Field>
  );
}

import { InlineField, RadioButtonGroup } from '@grafana/ui';
import React from 'react';

import { isOneOf } from '../model/saved-query';
import { QUERY_LABELS } from '../selectors';
import { LABEL_WIDTH, WRAPPING } from './layout';
import { PANEL_KIND_OPTIONS } from './options';
import { PANEL_KINDS } from './query-kinds';
import type { PanelKind } from './query-kinds';

interface Props {
  /** None is marked for a kind that the list does not have. */
  readonly value: string;
  readonly onChange: (kind: PanelKind) => void;
}

/** What the query asks for; the rest of the editor follows from it. */
export function KindField({ value, onChange }: Props) {
  return (
    <InlineField label={QUERY_LABELS.queryType} labelWidth={LABEL_WIDTH} shrink>
      <RadioButtonGroup
        aria-label={QUERY_LABELS.queryType}
        className={WRAPPING}
        options={PANEL_KIND_OPTIONS}
        value={isOneOf(PANEL_KINDS, value) ? value : undefined}
        onChange={onChange}
      />
    </InlineField>
  );
}

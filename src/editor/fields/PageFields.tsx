import React from 'react';

import { QUERY_LABELS } from '../../labels/control-labels';
import { DEFAULT_PAGE_SECONDS, MAX_PAGE_ROWS, MAX_PAGE_SECONDS } from '../../model/pages';
import type { PageFields as Pages } from '../../model/pages';
import { LimitField } from './LimitField';

interface Props {
  readonly value: Pages;
  /** Gets both fields, undefined where one is blank. */
  readonly onChange: (pages: Pages) => void;
}

/** Whether a table turns its pages: how many rows each has and, where it does, how long each is shown. */
export function PageFields({ value: { pageRows, pageSeconds }, onChange }: Props) {
  return (
    <>
      <LimitField
        label={QUERY_LABELS.pageRows}
        tooltip="Turns pages by the clock: how many rows each has; for a screen that nobody touches"
        value={pageRows}
        max={MAX_PAGE_ROWS}
        placeholder="All"
        onChange={(rows) => onChange({ pageRows: rows, pageSeconds: rows === undefined ? undefined : pageSeconds })}
      />
      {pageRows !== undefined && (
        <LimitField
          label={QUERY_LABELS.pageSeconds}
          tooltip="How long each page is shown; no less than the dashboard takes from one refresh to the next"
          value={pageSeconds}
          max={MAX_PAGE_SECONDS}
          placeholder={String(DEFAULT_PAGE_SECONDS)}
          onChange={(seconds) => onChange({ pageRows, pageSeconds: seconds })}
        />
      )}
    </>
  );
}

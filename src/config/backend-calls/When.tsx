import { css } from '@emotion/css';
import { dateTimeFormat } from '@grafana/data';
import React from 'react';

/** A moment, on one line; a dash where there is none. */
export function When({ at }: { readonly at: string | null }) {
  return at === null ? (
    <>–</>
  ) : (
    <time dateTime={at} className={oneLine}>
      {dateTimeFormat(at)}
    </time>
  );
}

const oneLine = css({ whiteSpace: 'nowrap' });

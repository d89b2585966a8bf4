import { css } from '@emotion/css';
import React from 'react';
import type { ReactNode } from 'react';

/** Fields side by side, where there is room. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className={row}>{children}</div>;
}

const row = css({
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 24,
  '& > *': { maxWidth: '100%' },
});

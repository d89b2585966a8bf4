import { css, cx } from '@emotion/css';
import { InlineField } from '@grafana/ui';
import React from 'react';

import { LABEL_WIDTH } from './layout';

interface Props extends Omit<React.ComponentProps<typeof InlineField>, 'labelWidth'> {
  /** Least width of the label, in Grafana's units of 8 px, so that rows line up. Default `LABEL_WIDTH`. */
  readonly leastLabelWidth?: number;
}

/** A control with its label to the left, which is as wide as its text needs in whatever font. */
export function LabelledField({ leastLabelWidth = LABEL_WIDTH, className, ...field }: Props) {
  return <InlineField {...field} className={cx(labelOf(leastLabelWidth), className)} />;
}

const labelOf = (leastWidth: number): string =>
  css({ '& > label': { width: 'auto', minWidth: leastWidth * 8, whiteSpace: 'nowrap' } });

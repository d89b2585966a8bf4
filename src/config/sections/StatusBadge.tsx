import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, useStyles2 } from '@grafana/ui';
import type { BadgeColor, IconName } from '@grafana/ui';
import React from 'react';

import type { SectionStatus, StatusTone } from './section-status';

const LOOKS: Readonly<Record<StatusTone, { readonly color: BadgeColor; readonly icon?: IconName }>> = {
  good: { color: 'green', icon: 'check' },
  off: { color: 'darkgrey' },
  warning: { color: 'orange', icon: 'exclamation-triangle' },
  error: { color: 'red', icon: 'exclamation-circle' },
};

/** How something stands, in a word or two. */
export function StatusBadge({ status: { tone, text } }: { readonly status: SectionStatus }) {
  const plain = useStyles2(getPlainStyle);
  return <Badge text={text} {...LOOKS[tone]} {...(tone === 'off' && { className: plain })} />;
}

/** Grafana's grey badge is too faint to be read in the light theme. */
const getPlainStyle = (theme: GrafanaTheme2) => css({ color: theme.colors.text.secondary });

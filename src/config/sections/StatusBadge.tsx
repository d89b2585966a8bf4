import { Badge } from '@grafana/ui';
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
  return <Badge text={text} {...LOOKS[tone]} />;
}

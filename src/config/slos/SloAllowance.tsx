import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

import { sloDefinitionSchema } from '../../model/slo';
import type { SloDefinition } from '../../model/slo';
import { candidateOf } from './slo-draft';
import type { SloDraft } from './slo-draft';
import { allowanceText } from './slo-words';

const objectiveSchema = sloDefinitionSchema.pick({ targetPercent: true, windowDays: true });

interface Props {
  readonly draft: SloDraft;
  /** The definition that is edited, null for a new SLO. */
  readonly before: SloDefinition | null;
  /** Of the fields it follows from. */
  readonly inputIds: readonly string[];
}

/** How much downtime the entered SLO allows, and how much it did before. */
export function SloAllowance({ draft, before, inputIds }: Props) {
  const styles = useStyles2(getStyles);
  const { targetPercent, windowDays } = candidateOf(draft);
  const { data: objective } = objectiveSchema.safeParse({ targetPercent, windowDays });
  const now =
    objective === undefined ? 'Enter target and window to see how much downtime they allow.' : allowanceText(objective);
  const until = before === null ? now : allowanceText(before);
  return (
    <output htmlFor={inputIds.join(' ')} className={styles.box}>
      {now}
      {until !== now && <span className={styles.before}>Until now: {until}</span>}
    </output>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'block',
    marginBottom: theme.spacing(2),
    padding: theme.spacing(1, 2),
    borderLeft: `2px solid ${theme.colors.info.border}`,
    background: theme.colors.background.secondary,
  }),
  before: css({ display: 'block', color: theme.colors.text.secondary }),
});

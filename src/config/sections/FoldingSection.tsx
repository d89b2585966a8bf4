import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import React, { useId, useState } from 'react';
import type { ReactNode } from 'react';

import type { ConfigProps } from '../types';
import { ReportContext, distinct, useReportedStatus, useReports } from './reported-status';
import type { SectionStatus } from './section-status';
import { StatusBadge } from './StatusBadge';
import { useKept } from './use-kept';

interface Props {
  readonly settings: ConfigProps;
  /** Under which it is remembered whether it is open. */
  readonly name: string;
  readonly title: string;
  /** What stands beside the title, before what the content reports. Default: none. */
  readonly statuses?: readonly SectionStatus[];
  /** Whether it is open until somebody chooses. It is looked at once: nothing folds by itself. Default false. */
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

/**
 * A part of the settings page that folds. One with an error is open, until somebody folds it; else it is as this
 * browser remembers. The content is there while it is folded: what it reports stands beside the title.
 */
export function FoldingSection({ settings, name, title, statuses = [], startsOpen = false, children }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { reported, report } = useReports();
  const shown = distinct([...statuses, ...reported]);
  const hasError = shown.some(({ tone }) => tone === 'error');
  useReportedStatus(shown.find(({ tone }) => tone === 'error') ?? null);
  const { isOpen, toggle } = useFolding({ uid: settings.options.uid, name, startsOpen, hasError });
  return (
    <div role="group" aria-labelledby={`${id}-title`} className={styles.section}>
      <h3 className={styles.heading}>
        <button
          type="button"
          className={styles.header}
          aria-expanded={isOpen}
          aria-controls={`${id}-content`}
          onClick={toggle}
        >
          {/* Without a key Grafana's icon keeps the picture that it was loaded with. */}
          <Icon key={String(isOpen)} name={isOpen ? 'angle-down' : 'angle-right'} />
          <span id={`${id}-title`}>{title}</span>
          {shown.map((status) => (
            <StatusBadge key={status.text} status={status} />
          ))}
        </button>
      </h3>
      <div id={`${id}-content`} hidden={!isOpen} className={styles.content}>
        <ReportContext.Provider value={report}>{children}</ReportContext.Provider>
      </div>
    </div>
  );
}

const FOLDS = ['open', 'folded'] as const;

interface Folding {
  readonly uid: string;
  readonly name: string;
  readonly startsOpen: boolean;
  readonly hasError: boolean;
}

function useFolding({ uid, name, startsOpen, hasError }: Folding) {
  const [kept, keep] = useKept(uid, `section.${name}`, FOLDS);
  const [startedOpen] = useState(startsOpen);
  // That an error was put aside is no wish for the next time.
  const [isErrorFolded, setErrorFolded] = useState(false);
  const isOpen = hasError ? !isErrorFolded : kept === null ? startedOpen : kept === 'open';
  return {
    isOpen,
    toggle: () => (hasError ? setErrorFolded(isOpen) : keep(isOpen ? 'folded' : 'open')),
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    marginBottom: theme.spacing(0.75),
    // What takes the focus is scrolled to above the bar that saves.
    '& :is(input, button, textarea)': { scrollMarginBottom: theme.spacing(8) },
  }),
  heading: css({ margin: 0, fontSize: theme.typography.body.fontSize }),
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    width: '100%',
    minHeight: theme.spacing(5),
    padding: theme.spacing(0.5, 1.5),
    background: 'none',
    border: 'none',
    textAlign: 'left',
    fontWeight: theme.typography.fontWeightMedium,
    '&:hover': { background: theme.colors.action.hover },
  }),
  content: css({
    padding: theme.spacing(1, 2, 2),
    // A class's display would win over the attribute.
    '&[hidden]': { display: 'none' },
  }),
});

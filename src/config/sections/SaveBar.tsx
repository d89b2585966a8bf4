import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import React, { useEffect, useRef, useState } from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import { followFoot } from './follow-foot';

/**
 * Saves and tests from wherever the page is scrolled to. Grafana's own button is at the foot of the page; while that is
 * out of view, this one sends the same form.
 */
export function SaveBar() {
  const styles = useStyles2(getStyles);
  const bar = useRef<HTMLDivElement>(null);
  const [isNeeded, setNeeded] = useState(false);
  const endFollowing = useRef<(() => void) | null>(null);
  useEffect(() => () => endFollowing.current?.(), []);
  useEffect(() => {
    const own = ownButton(bar.current);
    if (own === null) {
      return undefined;
    }
    const observer = new IntersectionObserver((entries) => {
      setNeeded(entries.at(-1)?.isIntersecting === false);
    });
    observer.observe(own);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={bar} hidden={!isNeeded} className={styles.bar}>
      {/* What was found is told beside Grafana's own button. */}
      <Button
        type="submit"
        onClick={() => {
          const own = ownButton(bar.current);
          endFollowing.current?.();
          endFollowing.current = own === null ? null : followFoot(own);
        }}
      >
        {CONFIG_LABELS.saveAndTest}
      </Button>
    </div>
  );
}

/** Null where the data source cannot be saved, as one that is provisioned from a file. */
function ownButton(bar: HTMLDivElement | null): HTMLButtonElement | null {
  const buttons = bar?.closest('form')?.querySelectorAll<HTMLButtonElement>('button[type="submit"]') ?? [];
  return [...buttons].find((button) => bar?.contains(button) !== true) ?? null;
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'sticky',
    bottom: 0,
    zIndex: theme.zIndex.navbarFixed - 1,
    padding: theme.spacing(1, 0),
    background: theme.colors.background.primary,
    borderTop: `1px solid ${theme.colors.border.weak}`,
    '&[hidden]': { display: 'none' },
  }),
});

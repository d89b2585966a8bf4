import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

import { boot } from './boot';

export const NOT_GRAFANA = 'A preview made of Grafana’s published packages, not Grafana.';

/** What the page is not, and whose its parts are. */
export function Note() {
  const styles = useStyles2(stylesOf);
  return (
    <p className={styles.note} data-testid="preview-note">
      <strong>
        {boot.note} {NOT_GRAFANA}
      </strong>{' '}
      Grafana&apos;s: dashboards, variables, transformations, time series, stat, bar gauge, table, text, controls (
      {boot.grafanaVersion}). Ours: this page, its server, gauge, state timeline, status history, marks of annotations.
      Answers pass through what Grafana 12.3&apos;s server makes of them. There is no sign-in, alerting, Explore or
      panel editor; SLOs and overrides of the change gate are saved, settings until the preview ends, nothing else; and
      what looks right here is not yet shown to work in Grafana.
    </p>
  );
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    note: css({
      margin: 0,
      padding: theme.spacing(0.5, 2),
      fontSize: theme.typography.bodySmall.fontSize,
      background: theme.colors.warning.transparent,
      color: theme.colors.text.primary,
    }),
  };
}

import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** Where Grafana shows what is on it. */
  readonly subtitle: string;
  readonly children: ReactNode;
}

/** A page that is no dashboard. */
export function TitledPage({ title, subtitle, children }: Props) {
  const styles = useStyles2(stylesOf);
  return (
    <section className={styles.page}>
      <h2>{title}</h2>
      <p className={styles.subtitle}>{subtitle}</p>
      {children}
    </section>
  );
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    page: css({ maxWidth: 1200, width: '100%', display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
    subtitle: css({ color: theme.colors.text.secondary, margin: 0 }),
  };
}

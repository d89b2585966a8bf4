import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LoadingPlaceholder, Stack, TextLink, useStyles2 } from '@grafana/ui';

import { TitledPage } from './TitledPage';
import { useDashboards } from './use-dashboards';

/** Every dashboard, with what it is about. */
export function HomePage() {
  const styles = useStyles2(stylesOf);
  const dashboards = useDashboards();
  if (dashboards === null) {
    return <LoadingPlaceholder text="Loading the dashboards" />;
  }
  return (
    <TitledPage title="Dashboards" subtitle="Editors and settings are linked above.">
      {dashboards.length === 0 && <p>There is no dashboard in the folders that are shown.</p>}
      <Stack direction="column" gap={2}>
        {dashboards.map(({ uid, title, url, description }) => (
          <div key={uid} className={styles.dashboard}>
            <TextLink href={url}>{title}</TextLink>
            <p className={styles.about}>{description}</p>
          </div>
        ))}
      </Stack>
    </TitledPage>
  );
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    dashboard: css({ fontSize: theme.typography.h5.fontSize }),
    about: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.body.fontSize }),
  };
}

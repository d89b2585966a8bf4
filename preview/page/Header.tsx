import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { Combobox, Label, LinkButton, RadioButtonGroup, Tooltip, useStyles2 } from '@grafana/ui';
import { useLocation } from 'react-router-dom';

import { ROLES } from '../contract/page-boot';
import { boot, choose } from './boot';
import { useLoaded } from './loaded';
import { Note } from './Note';
import { useDashboards } from './use-dashboards';

/** Picker, editors, theme and role; and what the preview is not. */
export function Header() {
  const styles = useStyles2(stylesOf);
  return (
    <header>
      <div className={styles.bar}>
        <DashboardPicker />
        <EditorLinks />
        <span className={styles.spacer} />
        <RadioButtonGroup
          aria-label="Theme"
          size="sm"
          options={[
            { label: 'Dark', value: 'dark' },
            { label: 'Light', value: 'light' },
          ]}
          value={boot.theme}
          onChange={(theme) => choose('theme', theme)}
        />
        <RadioButtonGroup
          aria-label="Role"
          size="sm"
          options={ROLES.map((role) => ({ label: role, value: role }))}
          value={boot.role}
          onChange={(role) => choose('role', role)}
        />
        <KioskLink />
      </div>
      <Note />
    </header>
  );
}

function DashboardPicker() {
  const dashboards = useDashboards() ?? [];
  const { pathname } = useLocation();
  const uid = /^\/d\/([^/]+)/.exec(pathname)?.[1] ?? null;
  return (
    <>
      <Label htmlFor="preview-dashboard" style={{ marginBottom: 0 }}>
        Dashboard
      </Label>
      <Combobox
        id="preview-dashboard"
        width={40}
        options={dashboards.map((dashboard) => ({ value: dashboard.uid, label: dashboard.title }))}
        value={uid}
        placeholder="Choose a dashboard"
        onChange={({ value }) => locationService.push(`/d/${value}`)}
      />
    </>
  );
}

function EditorLinks() {
  const { settings } = useLoaded();
  const { pathname } = useLocation();
  const pages = [
    ['Dashboards', '/dashboards'],
    ['Query editor', '/editors/query'],
    ['Variable editor', '/editors/variable'],
    ['Annotation editor', '/editors/annotation'],
    ['Settings', `/connections/datasources/edit/${settings.uid}`],
  ] as const;
  return pages.map(([title, href]) => (
    <LinkButton key={href} href={href} size="sm" fill={pathname === href ? 'solid' : 'text'} variant="secondary">
      {title}
    </LinkButton>
  ));
}

function KioskLink() {
  const { pathname, search } = useLocation();
  const isDashboard = pathname.startsWith('/d/');
  return isDashboard ? (
    <Tooltip content="The dashboard alone and fitted into the window, as on a wall. Escape leaves it.">
      <LinkButton
        size="sm"
        variant="secondary"
        icon="monitor"
        href={`${pathname}${search === '' ? '?' : `${search}&`}kiosk&autofitpanels`}
      >
        Kiosk
      </LinkButton>
    </Tooltip>
  ) : null;
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    bar: css({
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      alignItems: 'center',
      padding: theme.spacing(1, 2),
      background: theme.colors.background.primary,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    }),
    spacer: css({ flexGrow: 1 }),
  };
}

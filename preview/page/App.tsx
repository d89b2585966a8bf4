import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';

import { boot } from './boot';
import { DashboardPage } from './dashboard/DashboardPage';
import { displayBy } from './dashboard/display';
import { AnnotationPage } from './editors/AnnotationPage';
import { QueryPage } from './editors/QueryPage';
import { SettingsPage } from './editors/SettingsPage';
import { VariablePage } from './editors/VariablePage';
import { Header } from './Header';
import { HomePage } from './HomePage';
import { NOT_GRAFANA } from './Note';

/** The pages of the preview; in kiosk mode a dashboard stands alone. */
export function App() {
  const styles = useStyles2(stylesOf);
  const { search } = useLocation();
  const { isKiosk, isFitted } = displayBy(search);
  useLeavingKiosk(isKiosk);
  return (
    <div className={cx(styles.page, isFitted && styles.fitted)}>
      {!isKiosk && <Header />}
      <main className={cx(styles.content, isKiosk && styles.alone)}>
        <Routes>
          <Route path="/d/:uid/:slug?" element={<DashboardPage />} />
          <Route path="/editors/query" element={<QueryPage />} />
          <Route path="/editors/variable" element={<VariablePage />} />
          <Route path="/editors/annotation" element={<AnnotationPage />} />
          <Route path="/connections/datasources/edit/:uid" element={<SettingsPage />} />
          <Route
            path="/"
            element={boot.homeUid === null ? <HomePage /> : <Navigate replace to={`/d/${boot.homeUid}`} />}
          />
          <Route path="/dashboards" element={<HomePage />} />
          <Route path="*" element={<p>The preview has no such page.</p>} />
        </Routes>
      </main>
      {isKiosk && (
        <p className={styles.kioskNote} data-testid="preview-note">
          <strong>{boot.dataLabel}</strong> {NOT_GRAFANA}
        </p>
      )}
    </div>
  );
}

/** By Escape, as in Grafana. */
function useLeavingKiosk(isKiosk: boolean): void {
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => {
      if (isKiosk && key === 'Escape') {
        locationService.partial({ kiosk: null, autofitpanels: null });
      }
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [isKiosk]);
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    page: css({
      minHeight: '100%',
      display: 'flex',
      flexDirection: 'column',
      background: theme.colors.background.canvas,
    }),
    fitted: css({ height: '100%' }),
    content: css({
      flexGrow: 1,
      minHeight: 0,
      padding: theme.spacing(2),
      display: 'flex',
      flexDirection: 'column',
    }),
    alone: css({ paddingBottom: 0 }),
    kioskNote: css({
      margin: 0,
      padding: theme.spacing(0, 2),
      fontSize: 11,
      lineHeight: '16px',
      color: theme.colors.text.secondary,
      whiteSpace: 'nowrap',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
    }),
  };
}

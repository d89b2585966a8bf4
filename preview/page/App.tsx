import { useStyles2 } from '@grafana/ui';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Navigate, Route, Routes, useLocation } from 'react-router-dom';

import { DashboardPage } from './dashboard/DashboardPage';
import { AnnotationPage } from './editors/AnnotationPage';
import { QueryPage } from './editors/QueryPage';
import { SettingsPage } from './editors/SettingsPage';
import { VariablePage } from './editors/VariablePage';
import { Header } from './Header';
import { useDashboards } from './use-dashboards';

/** The pages of the preview; in kiosk mode a dashboard stands alone. */
export function App() {
  const styles = useStyles2(stylesOf);
  const isKiosk = new URLSearchParams(useLocation().search).has('kiosk');
  return (
    <div className={styles.page}>
      {!isKiosk && <Header />}
      <main className={styles.content}>
        <Routes>
          <Route path="/d/:uid/:slug?" element={<DashboardPage />} />
          <Route path="/editors/query" element={<QueryPage />} />
          <Route path="/editors/variable" element={<VariablePage />} />
          <Route path="/editors/annotation" element={<AnnotationPage />} />
          <Route path="/connections/datasources/edit/:uid" element={<SettingsPage />} />
          <Route path="/" element={<First />} />
          <Route path="*" element={<p>The preview has no such page.</p>} />
        </Routes>
      </main>
    </div>
  );
}

function First() {
  const [first] = useDashboards();
  return first === undefined ? null : <Navigate to={first.url} replace />;
}

function stylesOf(theme: GrafanaTheme2) {
  return {
    page: css({
      minHeight: '100%',
      display: 'flex',
      flexDirection: 'column',
      background: theme.colors.background.canvas,
    }),
    content: css({ flexGrow: 1, padding: theme.spacing(2), display: 'flex', flexDirection: 'column' }),
  };
}

import 'uplot/dist/uPlot.min.css';
import '@grafana/react-data-grid/lib/styles.css';
import './page.css';

import { createTheme, ThemeContext } from '@grafana/data';
import { config, locationService, LocationServiceProvider } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { createRoot } from 'react-dom/client';

import { App } from './App';
import { boot } from './boot';
import { LoadedContext } from './loaded';
import { HistoryRouter } from './HistoryRouter';
import { messageOf } from './message-of';
import { startServices } from './services/services';
import { watchSettling } from './settled';
import { Toasts } from './Toasts';

async function start(): Promise<void> {
  const root = document.getElementById('page');
  if (root === null) {
    throw new Error('The page has no place to be drawn in.');
  }
  watchSettling();
  // Panels measure their texts once, and keep what another font gave.
  await Promise.all(['400', '500'].map((weight) => document.fonts.load(`${weight} 14px Inter`)));
  config.theme2 = createTheme({ colors: { mode: boot.theme } });
  try {
    const loaded = await startServices();
    createRoot(root).render(
      <ThemeContext.Provider value={config.theme2}>
        <GlobalStyles />
        <LocationServiceProvider service={locationService}>
          <HistoryRouter>
            <LoadedContext.Provider value={loaded}>
              <App />
              <Toasts />
              <PortalContainer />
            </LoadedContext.Provider>
          </HistoryRouter>
        </LocationServiceProvider>
      </ThemeContext.Provider>
    );
  } catch (error) {
    root.textContent = `The preview cannot start: ${messageOf(error)}`;
  }
}

void start();

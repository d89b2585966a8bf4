import 'uplot/dist/uPlot.min.css';
import '@grafana/react-data-grid/lib/styles.css';
import './page.css';

import { locationService, LocationServiceProvider } from '@grafana/runtime';
import { PortalContainer } from '@grafana/ui';
import { createRoot } from 'react-dom/client';

import { App } from './App';
import { LoadedContext } from './loaded';
import { HistoryRouter } from './HistoryRouter';
import { messageOf } from './message-of';
import { startServices } from './services/services';
import { watchSettling } from './settled';
import { styled } from './styled';
import { Toasts } from './Toasts';

async function start(): Promise<void> {
  const page = document.getElementById('page');
  if (page === null) {
    throw new Error('The page has no place to be drawn in.');
  }
  watchSettling();
  try {
    const draw = await styled(createRoot(page));
    const loaded = await startServices();
    draw(
      <LocationServiceProvider service={locationService}>
        <HistoryRouter>
          <LoadedContext.Provider value={loaded}>
            <App />
            <Toasts />
            <PortalContainer />
          </LoadedContext.Provider>
        </HistoryRouter>
      </LocationServiceProvider>
    );
  } catch (error) {
    page.textContent = `The preview cannot start: ${messageOf(error)}`;
  }
}

void start();

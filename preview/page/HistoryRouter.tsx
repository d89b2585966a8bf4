import { locationService } from '@grafana/runtime';
import { useLayoutEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Router } from 'react-router-dom';
import type { Location, Navigator } from 'react-router-dom';

/** The types of Grafana's own are not published. */
interface BrowserHistory extends Navigator {
  readonly location: Location;
  /** Gives back how to stop. */
  listen(listener: (location: Location) => void): () => void;
}

const history = locationService.getHistory() as unknown as BrowserHistory;

/** Routes by Grafana's own location service, which scenes and links write to. */
export function HistoryRouter({ children }: { readonly children: ReactNode }) {
  const [location, setLocation] = useState(history.location);
  useLayoutEffect(() => history.listen(setLocation), []);
  return (
    <Router location={location} navigator={history}>
      {children}
    </Router>
  );
}

import { locationService } from '@grafana/runtime';
import { useLayoutEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Router } from 'react-router-dom';

const history = locationService.getHistory();

/** Routes by Grafana's own location service, which scenes and links write to. */
export function HistoryRouter({ children }: { readonly children: ReactNode }) {
  const [location, setLocation] = useState(history.location);
  useLayoutEffect(() => history.listen((next: typeof location) => setLocation(next)), []);
  return (
    <Router location={location} navigator={history}>
      {children}
    </Router>
  );
}

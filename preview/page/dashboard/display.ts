/** How a page is to be shown, by parameters of its address that Grafana knows, too. */
export interface Display {
  /** The dashboard alone, as on a wall. */
  readonly isKiosk: boolean;
  /** Panels are fitted into the window's height. */
  readonly isFitted: boolean;
}

/** @param search the query string of an address */
export function displayBy(search: string): Display {
  const params = new URLSearchParams(search);
  return { isKiosk: params.has('kiosk'), isFitted: params.has('autofitpanels') };
}

/** What the specs know of the preview that the global set-up has started. */

/** Environment variable that holds `Served` as JSON; set it to run the specs on one that runs already. */
export const SERVED_VARIABLE = 'SRE_METRICS_E2E_SERVED';

export interface Served {
  /** Of the preview, without a slash at its end. */
  readonly url: string;
  /** What dashboards show, in ms since the epoch. */
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly database: ServedDatabase;
}

/** The PostgreSQL, which offers TLS and takes connections without. */
export interface ServedDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The demo's database, which no test may change. */
  readonly name: string;
  /** A copy of it that nobody is connected to, to make databases from. */
  readonly template: string;
  /** Of the server's certificate, which is for `localhost`. */
  readonly caPem: string;
}

/** @throws Error outside a run */
export function served(): Served {
  const text = process.env[SERVED_VARIABLE];
  if (text === undefined) {
    throw new Error('The preview was not started; run the specs by npm run test:e2e.');
  }
  return JSON.parse(text) as Served;
}

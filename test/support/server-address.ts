/** How tests find the server that jest's global set-up started. */

/** The migrated database that every test's own is a copy of. */
export const TEMPLATE_DATABASE = 'sre_metrics_template';

/** Environment variable that holds a `TestServerAddress` as JSON. */
export const SERVER_VARIABLE = 'SRE_METRICS_TEST_SERVER';

export interface TestServerAddress {
  readonly host: string;
  readonly port: number;
  readonly adminUser: string;
  readonly adminPassword: string;
}

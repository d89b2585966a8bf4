import { DAY } from './records';

/** The sample company: a shop on the web, made up. Twelve services in four teams, and one that nobody owns. */

export interface SyncedRepository {
  /** `owner/name`. */
  readonly name: string;
  /** The folder that is deployed as the service; null: the whole repository. */
  readonly folder: string | null;
  /** Of the year's first pull request. */
  readonly firstNumber: number;
}

export interface CompanyService {
  readonly name: string;
  /** Null: nobody said. */
  readonly team: string | null;
  readonly tier: 'critical' | 'standard';
  /** Mean number of production deployments a day. */
  readonly deploymentsPerDay: number;
  /** Median hours from the first commit until it is live. */
  readonly leadTimeHours: number;
  /** Share of deployments that fail, in percent. */
  readonly failurePercent: number;
  /** What is done waits for the next release, which comes every so many days; null: it goes live at once. */
  readonly releaseEveryDays: number | null;
  /** What GitHub sync makes its change records from; null: they are imported. */
  readonly github: SyncedRepository | null;
  /** Whether its people note which change caused an incident, and which mended it. */
  readonly linksIncidents: boolean;
  /** Since when its downtime is noted, in seconds from the end; null: nobody said. */
  readonly monitoredSince: number | null;
  /** Users who notice an outage. */
  readonly users: number;
  /** What its changes are about. */
  readonly subjects: readonly string[];
}

const USUAL = { github: null, linksIncidents: true, monitoredSince: null } as const;
const LIVE_AT_ONCE = { ...USUAL, releaseEveryDays: null } as const;
/** Its outages are told by a team that never says what caused them. */
const LINKED_TO_NOTHING = { ...USUAL, linksIncidents: false } as const;

/** Two services of two teams are deployed from it, by some changes both at once. */
const MONOREPO = 'larkfield/shop';

export const COMPANY_SERVICES: readonly CompanyService[] = [
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Storefront', team: 'Shop', tier: 'critical' },
    github: { name: MONOREPO, folder: 'storefront', firstNumber: 400 },
    ...{ deploymentsPerDay: 1.7, leadTimeHours: 5, failurePercent: 7, users: 60_000 },
    subjects: ['product pages', 'the start page', 'image sizes', 'the wish list', 'the cookie banner'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Product Catalogue', team: 'Shop', tier: 'critical' },
    github: { name: 'larkfield/catalogue', folder: null, firstNumber: 400 },
    ...{ deploymentsPerDay: 0.9, leadTimeHours: 9, failurePercent: 6, users: 25_000 },
    subjects: ['price lists', 'variants', 'the nightly import', 'stock levels', 'category trees'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Recommendations', team: 'Shop', tier: 'standard' },
    ...{ deploymentsPerDay: 0.5, leadTimeHours: 30, failurePercent: 16, users: 8_000 },
    subjects: ['the ranking model', 'recently seen items', 'the feature store', 'cold starts', 'batch scores'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Checkout', team: 'Payments', tier: 'critical' },
    ...{ deploymentsPerDay: 1.1, leadTimeHours: 14, failurePercent: 9, users: 18_000 },
    subjects: ['the basket', 'vouchers', 'address checks', 'guest orders', 'the summary page'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Payments API', team: 'Payments', tier: 'critical' },
    ...{ deploymentsPerDay: 0.5, leadTimeHours: 55, failurePercent: 6, users: 12_000 },
    subjects: ['refunds', 'card tokens', 'the settlement job', 'retries', 'the audit log'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Fraud Check', team: 'Payments', tier: 'standard', monitoredSince: -12 * DAY },
    ...{ deploymentsPerDay: 0.2, leadTimeHours: 400, failurePercent: 12, users: 4_000 },
    subjects: ['velocity rules', 'the review queue', 'country lists', 'the scoring model', 'false alarms'],
  },
  {
    ...LINKED_TO_NOTHING,
    ...{ name: 'Orders', team: 'Logistics', tier: 'critical', releaseEveryDays: 1.5 },
    ...{ deploymentsPerDay: 0.9, leadTimeHours: 40, failurePercent: 10, users: 15_000 },
    subjects: ['order states', 'invoices', 'split orders', 'the returns form', 'archiving'],
  },
  {
    ...LINKED_TO_NOTHING,
    ...{ name: 'Warehouse', team: 'Logistics', tier: 'standard', releaseEveryDays: 7 },
    ...{ deploymentsPerDay: 0.4, leadTimeHours: 150, failurePercent: 14, users: 300 },
    subjects: ['picking lists', 'scanners', 'the stock count', 'pallet labels', 'shift plans'],
  },
  {
    ...LINKED_TO_NOTHING,
    ...{ name: 'Delivery Tracking', team: 'Logistics', tier: 'standard', releaseEveryDays: 3.5 },
    ...{ deploymentsPerDay: 0.5, leadTimeHours: 70, failurePercent: 12, users: 3_000 },
    subjects: ['carrier feeds', 'the tracking page', 'delivery windows', 'parcel photos', 'time zones'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Identity', team: 'Platform', tier: 'critical' },
    ...{ deploymentsPerDay: 0.35, leadTimeHours: 48, failurePercent: 4, users: 40_000 },
    subjects: ['sign-in', 'passkeys', 'session length', 'the consent page', 'token rotation'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Notifications', team: 'Platform', tier: 'standard' },
    ...{ deploymentsPerDay: 0.5, leadTimeHours: 24, failurePercent: 9, users: 9_000 },
    subjects: ['mail templates', 'push messages', 'bounces', 'the sending queue', 'quiet hours'],
  },
  {
    ...LIVE_AT_ONCE,
    ...{ name: 'Search', team: 'Platform', tier: 'critical' },
    github: { name: MONOREPO, folder: 'search', firstNumber: 2_000 },
    ...{ deploymentsPerDay: 0.8, leadTimeHours: 11, failurePercent: 8, users: 50_000 },
    subjects: ['synonyms', 'the index', 'typing errors', 'filters', 'result pages'],
  },
];

/** Found on a server, in use, and nobody's. */
export const ORPHAN: CompanyService = {
  ...LIVE_AT_ONCE,
  ...{ name: 'Gift Cards', team: null, tier: 'standard' },
  ...{ deploymentsPerDay: 0, leadTimeHours: 1, failurePercent: 0, users: 0, subjects: ['gift cards'] },
};

/** @throws Error where there is none */
export function serviceNamed(name: string): CompanyService {
  const found = [...COMPANY_SERVICES, ORPHAN].find((service) => service.name === name);
  if (found === undefined) {
    throw new Error(`The company has no service ${name}.`);
  }
  return found;
}

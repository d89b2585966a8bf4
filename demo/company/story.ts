import { DAY, HOUR, MINUTE } from './records';
import type { CompanyChange, CompanyIncident, CompanyMaintenance } from './records';

/** What happened at the company that is worth telling: the outages that used up budgets, and those of the last weeks. */

/** Which services were down for how long, in minutes, and how many minutes later than the incident began. */
type Down = Readonly<Record<string, { readonly minutes: number | null; readonly after?: number }>>;

interface Told {
  readonly id: string;
  readonly title: string;
  readonly priority: CompanyIncident['priority'];
  /** In days from the end. */
  readonly day: number;
  /** Until service was restored; null: it is open. */
  readonly minutes: number | null;
  readonly users: number | null;
  readonly down: Down;
  readonly changes?: readonly string[];
  readonly fixes?: readonly string[];
}

const INDEX_IN_PLACE = 'larkfield/shop#1999:Search';

const INDEX_AS_BEFORE = 'larkfield/shop#2000:Search';

const OUTAGES: readonly Told[] = [
  {
    ...{ id: 'INC-SALE', title: 'Storefront is down on the first day of the sale', priority: 'P1', day: -160 },
    ...{ minutes: 74, users: 220_000, down: { Storefront: { minutes: 61 }, Search: { minutes: 12, after: 15 } } },
  },
  {
    ...{ id: 'INC-LOCKS', title: 'Orders wait for a lock that nobody holds', priority: 'P1', day: -75 },
    ...{ minutes: 66, users: 31_000, down: { Orders: { minutes: 52 } } },
  },
  {
    ...{ id: 'INC-SIGNIN', title: 'Sign-in answers with errors after a key was rotated', priority: 'P1', day: -26 },
    ...{ minutes: 14, users: 41_000 },
    down: { Identity: { minutes: 9 }, Checkout: { minutes: 7, after: 1 }, Storefront: { minutes: 5, after: 2 } },
  },
  {
    ...{ id: 'INC-CARRIER', title: 'A carrier sends no parcel states', priority: 'P2', day: -21 },
    ...{ minutes: 130, users: 3_200, down: { 'Delivery Tracking': { minutes: 95 } } },
  },
  {
    ...{ id: 'INC-SCANNERS', title: 'Scanners forget their pairing', priority: 'P2', day: -19 },
    ...{ minutes: 31 * 60, users: 140, down: { Warehouse: { minutes: 12 } } },
  },
  {
    ...{ id: 'INC-MAIL', title: 'The mail provider takes no mail', priority: 'P2', day: -17 },
    ...{ minutes: 85, users: null, down: { Notifications: { minutes: 70 } } },
  },
  {
    ...{ id: 'INC-MOVE', title: 'The move of the warehouse database takes longer', priority: 'P2', day: -14 },
    ...{ minutes: 160, users: 280, down: { Warehouse: { minutes: 150 } } },
  },
  {
    ...{ id: 'INC-INDEX', title: 'Search finds nothing while its index is rebuilt', priority: 'P1', day: -9.2 },
    ...{
      minutes: 58,
      users: 88_000,
      down: { Search: { minutes: 52 } },
      changes: [INDEX_IN_PLACE],
      fixes: [INDEX_AS_BEFORE],
    },
  },
  {
    ...{ id: 'INC-COMPLETION', title: 'Completion of search words times out', priority: 'P2', day: -9.18 },
    ...{ minutes: 45, users: 20_000, down: { Search: { minutes: 30 } } },
  },
  {
    ...{ id: 'INC-CARDS', title: 'The card provider refuses every payment', priority: 'P1', day: -6.1 },
    ...{ minutes: 40, users: 12_400, down: { 'Payments API': { minutes: 31 }, Checkout: { minutes: 24, after: 3 } } },
  },
  {
    ...{ id: 'INC-VOUCHER', title: 'A voucher without an end stops the basket', priority: 'P2', day: -2.4 },
    ...{ minutes: 22, users: 2_100, down: { Checkout: { minutes: 6 } } },
  },
  {
    ...{ id: 'INC-PRICES', title: 'Price lists load for minutes', priority: 'P2', day: -0.8 },
    ...{ minutes: 35, users: 9_500, down: { 'Product Catalogue': { minutes: 11 } } },
  },
  {
    ...{ id: 'INC-NEWS', title: 'Newsletters leave late', priority: 'P2', day: -0.13 },
    ...{ minutes: null, users: null, down: {} },
  },
  {
    ...{ id: 'INC-MAPS', title: 'The tracking page shows no map', priority: 'P2', day: -0.02 },
    ...{ minutes: null, users: 900, down: { 'Delivery Tracking': { minutes: null } } },
  },
];

export const TOLD_INCIDENTS: readonly CompanyIncident[] = OUTAGES.map((told) => {
  const createdAt = Math.round(told.day * DAY);
  return {
    externalId: told.id,
    title: told.title,
    priority: told.priority,
    createdAt,
    resolvedAt: told.minutes === null ? null : createdAt + told.minutes * MINUTE,
    affectedUsers: told.users,
    changes: told.changes ?? [],
    fixes: told.fixes ?? [],
    downtimes: Object.entries(told.down).map(([service, { minutes, after = 0 }]) => ({
      service,
      startedAt: createdAt + after * MINUTE,
      endedAt: minutes === null ? null : createdAt + (after + minutes) * MINUTE,
    })),
  };
});

const CLOSED = {
  type: 'deployment',
  isCritical: false,
  state: 'closed',
  outcome: 'successful',
  isUnplanned: false,
  reverts: null,
} as const;
const OPEN = { ...CLOSED, state: 'scheduled', outcome: null, liveAt: null, closedAt: null } as const;

const at = (day: number) => Math.round(day * DAY);
const live = (day: number, hoursBefore: number) => ({
  createdAt: at(day) - hoursBefore * HOUR,
  liveAt: at(day),
  closedAt: at(day),
});

/** The index that was rebuilt in place, and what took that back; and what waits for its release. */
export const TOLD_CHANGES: readonly CompanyChange[] = [
  { ...CLOSED, ...live(-9.214, 9), externalId: INDEX_IN_PLACE, service: 'Search', title: 'Rebuild the index in place' },
  {
    ...{ ...CLOSED, ...live(-9.162, 1), externalId: INDEX_AS_BEFORE, service: 'Search' },
    ...{ title: 'Revert "Rebuild the index in place"', reverts: INDEX_IN_PLACE, isUnplanned: true },
  },
  { ...OPEN, createdAt: at(-2.1), externalId: 'CHG-NEXT-1', service: 'Warehouse', title: 'Print pallet labels twice' },
  { ...OPEN, createdAt: at(-1.6), externalId: 'CHG-NEXT-2', service: 'Warehouse', title: 'Count stock by night' },
  {
    ...OPEN,
    createdAt: at(-0.4),
    externalId: 'CHG-NEXT-3',
    service: 'Orders',
    title: 'Archive orders after two years',
  },
];

/** The newest keeps most of an outage off the budget of its service. */
export const MAINTENANCE: readonly CompanyMaintenance[] = [
  ...[-330, -270, -210, -150, -90, -44].map((day) => ({
    ...{ service: 'Warehouse', reason: 'Stock count' },
    ...{ startedAt: at(day), endedAt: at(day) + 3 * HOUR },
  })),
  {
    ...{ service: 'Warehouse', reason: 'Move to a larger database' },
    ...{ startedAt: at(-14) - HOUR, endedAt: at(-14) + 2 * HOUR },
  },
  {
    ...{ service: 'Identity', reason: 'Renewal of the signing keys' },
    ...{ startedAt: at(-5), endedAt: at(-5) + HOUR },
  },
];

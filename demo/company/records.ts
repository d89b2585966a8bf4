/** What happened at the sample company. Times are whole seconds from the end of the data, before it negative. */

export interface CompanyChange {
  readonly externalId: string;
  readonly service: string;
  readonly title: string;
  readonly type: 'deployment' | 'standard' | 'normal' | 'emergency';
  readonly isCritical: boolean;
  readonly state: 'draft' | 'scheduled' | 'closed';
  /** Null: nobody noted it. */
  readonly outcome: 'successful' | 'failed' | 'rolled_back' | null;
  readonly createdAt: number;
  /** Null while it is not live. */
  readonly liveAt: number | null;
  /** Null: nobody closed it. */
  readonly closedAt: number | null;
  /** Made because of something in production. */
  readonly isUnplanned: boolean;
  /** The external id of the change that it takes back; null: none. */
  readonly reverts: string | null;
}

export interface CompanyIncident {
  readonly externalId: string;
  readonly title: string;
  readonly priority: 'P1' | 'P2' | 'P3' | 'P4';
  readonly createdAt: number;
  /** Null: it is open. */
  readonly resolvedAt: number | null;
  /** Null: nobody counted. */
  readonly affectedUsers: number | null;
  /** External ids of the changes that caused it. */
  readonly changes: readonly string[];
  /** External ids of the changes that mended it. */
  readonly fixes: readonly string[];
  readonly downtimes: readonly CompanyDowntime[];
}

export interface CompanyDowntime {
  readonly service: string;
  readonly startedAt: number;
  /** Null: it is down. */
  readonly endedAt: number | null;
}

export interface CompanyMaintenance {
  readonly service: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly reason: string;
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Where the year begins. */
export const YEAR_BEGINS = -365 * DAY;

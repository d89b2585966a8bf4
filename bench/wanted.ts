/** What is wanted of the product: the table at the end of the bench says which of it a run met. */

/** Of whoever opens a dashboard: from asking for all panels to the last answer, by days shown. */
export const DASHBOARD_MOST_MS = { 30: 150, 90: 200, 365: 300 } as const;
export const WALL_MOST_MS = { 30: 100, 90: 100, 365: 100 } as const;

/** Of the change gate's panel, of all 500 services. */
export const GATE_MOST_MS = 60;

/** Of the median lead time of a year, as one value. */
export const LEAD_TIME_MOST_MS = 40;

/** How many times as quick error budgets are by pieces as by what defines them. */
export const BUDGETS_LEAST_TIMES = 2.5;

/** Walls that are loaded within a minute: none of their queries fails, and the database runs so many statements. */
export const WALLS_MOST_STATEMENTS_A_MINUTE = 60;

/** Above so much the backend is compared with the bare SQL; below, a ratio says little. */
export const QUICK_SQL_MS = 20;
export const BACKEND_MOST_TIMES_SQL = 1.1;
/** What the backend adds to quick SQL. */
export const BACKEND_MOST_ADDED_MS = 3;

/** Of a caller who needs no SQL, beside the widest answer. */
export const OTHER_CALLER_MOST_MS = 50;

/** What marks add to a write. */
export const MARK_MOST_ADDED_US = 100;

/** What intervals add to DORA queries, all together. */
export const INTERVALS_MOST_ADDED_PERCENT = 10;

/** Of a replay of alert rules over a year. */
export const REPLAY_MOST_SECONDS = 60;

/** Autovacuum looks once a minute by default; on a large table its work takes some more. */
export const AUTOVACUUM_MOST_SECONDS = 600;

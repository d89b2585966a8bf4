/** What server and page know of each other. */

export const ROLES = ['Admin', 'Editor', 'Viewer'] as const;
/** Whom the page plays: it says so with every call, and the backend is told of a user of that role. */
export type Role = (typeof ROLES)[number];

/** Names the role of a call; a page of another origin cannot send it. */
export const ROLE_HEADER = 'x-preview-role';

/** What the page must find before its bundle runs. */
export interface PageBoot {
  readonly theme: 'dark' | 'light';
  readonly role: Role;
  /** Version of the packages of Grafana that the page is made of. */
  readonly grafanaVersion: string;
  /** Whose data is shown, said on every page; may be empty. */
  readonly dataLabel: string;
  /** The dashboard that `/` leads to; null: a list of all. */
  readonly homeUid: string | null;
  /** Said beside what the preview is not; may be empty. */
  readonly note: string;
  /** In ms since the epoch; null where dashboards show the range of their own. */
  readonly timeRange: { readonly fromMs: number; readonly toMs: number } | null;
}

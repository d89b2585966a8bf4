/** Names that GitHub's events and its API tell otherwise, and what is read out of them. */

/** An account's name: events tell a bot's as `name[bot]`, the API as `name`. */
export function authorName(login: string): string {
  return login.replace(/\[bot\]$/, '');
}

/** The run of GitHub Actions whose log an address shows; null: it shows none. */
export function runIdOf(logUrl: string | null | undefined): number | null {
  const id = Number(/\/actions\/runs\/(\d{1,15})(?:\/|$)/.exec(logUrl ?? '')?.[1] ?? NaN);
  return Number.isNaN(id) ? null : id;
}

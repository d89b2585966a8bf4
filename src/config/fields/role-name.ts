/** PostgreSQL folds and refuses other names unless they are quoted. */
const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/;

/** The entered user as SQL names it; an example while none is entered. */
export function roleName(user: string | undefined): string {
  const name = user?.trim() ?? '';
  if (name === '') {
    return 'grafana_reader';
  }
  return PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

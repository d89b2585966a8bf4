import type { EditorAudience } from '../../model/settings';
import type { Reader } from '../aurora/reader';
import type { User } from '../transport/generated/pluginv2/backend';
import { isEditor } from './editor-roles';

/** Columns, in every statement, that hold who edited an SLO or let changes through. */
const EDITOR_COLUMNS: readonly string[] = ['changed_by', 'created_by', 'updated_by', 'ended_by', 'override_by'];

/** What stands in the place of a name. */
export const NOT_SHOWN = '(not shown)';

/** The reader as a caller may use it: without editors' names for whom the settings do not show them. */
export function readerFor(reader: Reader, audience: EditorAudience, user: User | undefined): Reader {
  return isShown(audience, user) ? reader : { run: async (...asked) => withoutNames(await reader.run(...asked)) };
}

/** Without a user Grafana itself calls, for an alert rule. */
function isShown(audience: EditorAudience, user: User | undefined): boolean {
  switch (audience) {
    case 'admins':
      return user?.role === 'Admin';
    case 'editors':
      return user === undefined || isEditor(user);
    case 'viewers':
      return true;
  }
}

/** Copies: others may share the rows. */
function withoutNames<Row extends object>(rows: readonly Row[]): readonly Row[] {
  const [first] = rows;
  const named = EDITOR_COLUMNS.filter((column) => first !== undefined && column in first);
  return named.length === 0 ? rows : rows.map((row) => ({ ...row, ...hidden(row, named) }));
}

function hidden(row: object, named: readonly string[]): Record<string, string> {
  const known = new Map<string, unknown>(Object.entries(row));
  // Nobody stays nobody.
  return Object.fromEntries(named.flatMap((column) => (known.get(column) === null ? [] : [[column, NOT_SHOWN]])));
}

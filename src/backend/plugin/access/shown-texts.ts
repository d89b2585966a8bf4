import { NOT_SHOWN } from '../../../model/not-shown';
import type { EditorAudience } from '../../../model/settings';
import type { Reader } from '../../aurora/reader';
import type { User } from '../../protocol/generated/pluginv2/backend';
import { isEditor } from './editor-roles';

/** Columns, in every statement, that hold who edited an SLO or let changes through. */
const EDITOR_COLUMNS: readonly string[] = ['changed_by', 'created_by', 'updated_by', 'ended_by', 'override_by'];

/**
 * Columns that hold why a background job failed, in the words of whatever failed: they may name host,
 * database and user, which `failureFor` keeps from Viewers.
 */
const ERROR_COLUMNS: readonly string[] = ['last_error'];

/** The reader as a caller may use it: without the texts that the caller is not shown. */
export function readerFor(reader: Reader, audience: EditorAudience, user: User | undefined): Reader {
  const columns = [
    ...(isShown(audience, user) ? [] : EDITOR_COLUMNS),
    ...(user === undefined || isEditor(user) ? [] : ERROR_COLUMNS),
  ];
  return columns.length === 0 ? reader : { run: async (...request) => without(columns, await reader.run(...request)) };
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
function without<Row extends object>(columns: readonly string[], rows: readonly Row[]): readonly Row[] {
  const [first] = rows;
  const present = columns.filter((column) => first !== undefined && column in first);
  return present.length === 0 ? rows : rows.map((row) => ({ ...row, ...hidden(row, present) }));
}

function hidden(row: object, columns: readonly string[]): Record<string, string> {
  const values = new Map<string, unknown>(Object.entries(row));
  // Nobody stays nobody.
  return Object.fromEntries(columns.flatMap((column) => (values.get(column) === null ? [] : [[column, NOT_SHOWN]])));
}

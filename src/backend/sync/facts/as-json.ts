/** What PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /[\0\uD800-\uDFFF]/gu;

/** Rows for `json_to_recordset`. What PostgreSQL could not take is shown as unreadable instead. */
export function asJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(UNSTORABLE, '\uFFFD') : value
  );
}

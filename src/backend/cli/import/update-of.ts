/**
 * What an insert does with a record that is there already: it sets what the file tells, and leaves alone the columns
 * that the file does not have.
 *
 * @param table the table's alias in the insert
 * @param columns the file's column by that of the table; not those of the key
 * @param given columns of the file
 * @param always more to set where anything is, such as `updated_at = now()`
 */
export function updateOf(
  table: string,
  columns: Readonly<Record<string, string>>,
  given: ReadonlySet<string>,
  always: readonly string[] = []
): string {
  const set = Object.entries(columns).flatMap(([column, named]) => (given.has(named) ? [column] : []));
  if (set.length === 0) {
    return 'nothing';
  }
  const list = (prefix: string) => set.map((column) => `${prefix}.${column}`).join(', ');
  return `update set ${[...set.map((column) => `${column} = excluded.${column}`), ...always].join(', ')}
    where (${list(table)}) is distinct from (${list('excluded')})`;
}

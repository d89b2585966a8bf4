/**
 * Names in a line that a wall has room for: `Shop, Search +2`.
 *
 * @param total how many there are, named or not
 */
export function nameList(names: readonly string[], total: number): string {
  const more = total - names.length;
  return names.join(', ') + (more > 0 ? ` +${more}` : '');
}

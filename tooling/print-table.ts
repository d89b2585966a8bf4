/** A table for a terminal: columns as wide as their widest cell, numbers to the right. */
export function printTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: ReadonlySet<string>
): string {
  const widths = header.map((name, index) => Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    header
      .map((name, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return right.has(name) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(header), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

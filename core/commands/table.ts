/** Lines up columns for the terminal: words left, numbers right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)))
  const isNumeric = head.map((_, column) => rows.every((cells) => /^([\d.]+( ms)?)?$/.test(cells[column] ?? '')))
  const pad = (cell: string, column: number, cells: readonly string[]) =>
    isNumeric[column] && cells !== head ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  return all.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n')
}

export type Cell = string | number | boolean | undefined

/** Rows as RFC 4180 has them, with a header. */
export function csv(head: readonly string[], rows: Iterable<readonly Cell[]>): string {
  let text = `${head.map(field).join(',')}\n`
  for (const row of rows) text += `${row.map(field).join(',')}\n`
  return text
}

/** A spreadsheet would run what begins like a formula. */
const FORMULA = /^[=+\-@\t\r]/

function field(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

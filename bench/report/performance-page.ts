const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

/** The page with what stands between its two marks replaced. */
export function withMeasurements(page: string, measurements: string): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`the page needs the marks ${BEGIN} and ${END}, in this order`)
  return `${page.slice(0, begin + BEGIN.length)}\n\n${measurements}\n\n${page.slice(end)}`
}

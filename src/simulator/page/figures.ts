import { fnv1a } from '../../base/fnv1a.ts'
import type { EpidemicReport } from '../epidemic/report.ts'
import { grouped, percent, short } from '../report/numbers.ts'
import { type Census, DOWN, KNOWS } from './chronicle.ts'
import { element, setText } from './elements.ts'
import type { Playback } from './playback.ts'

const MAX_TABLE_ROWS = 1_000
/** A report of many broadcasts is longer than anybody reads here. */
const MAX_REPORT_CHARS = 100_000
const NONE = '–'

export function showCensus(playback: Playback, { know, down }: Census): void {
  const { nodes, shownMs } = playback
  const share = percent(know / Math.max(1, nodes), 1)
  setText('coverage', `${grouped(know)} of ${grouped(nodes)} (${share})`)
  const dead = down === 0 ? '' : `, ${grouped(down)} dead`
  setText(
    'coverage-text',
    `At ${short(shownMs, 1)} ms ${grouped(know)} of ${grouped(nodes)} nodes know${dead}.`,
  )
}

/** The figures of the whole run, as far as it has come. */
export function showReport(report: EpidemicReport, isOver: boolean): void {
  const { rounds, predicted, convergenceMs } = report
  setText('rounds', rounds === null ? NONE : short(rounds, 1))
  setText('round', `${short(report.roundMs, 1)} ms`)
  setText('predicted', predicted === null ? NONE : short(predicted.rounds, 1))
  setText('formula', predicted?.formula ?? NONE)
  setText('convergence', convergenceMs === null ? NONE : `${short(convergenceMs, 1)} ms`)
  setText('messages', grouped(report.totalMessages))
  setText('dropped', grouped(report.droppedMessages))
  setText('duplicates', grouped(report.duplicates))
  setText('hops', short(report.averageHops))
  const text = JSON.stringify(report)
  setText('hash', isOver ? fnv1a(text).toString(16).padStart(8, '0') : NONE)
  setText('report', text.length > MAX_REPORT_CHARS ? 'The report is too long to be shown here.' : text)
}

export function showNode(playback: Playback, node: number): void {
  if (!(node >= 0 && node < playback.nodes)) return setText('node-text', `There is no node ${node}.`)
  setText('node-text', `Node ${node} ${stateText(playback, node)}.`)
}

function stateText(playback: Playback, node: number): string {
  switch (playback.chronicle.stateAt(playback.shownMs, node)) {
    case KNOWS:
      return `has known it ${sinceText(playback, node)}`
    case DOWN:
      return 'is dead'
    default:
      return 'does not know it yet'
  }
}

function sinceText(playback: Playback, node: number): string {
  const learnedMs = playback.chronicle.learnedMs(node)
  return learnedMs <= playback.shownMs ? `since ${short(learnedMs, 1)} ms` : ''
}

/** Written only while it is open. */
export function showNodes(playback: Playback): void {
  if (!element('nodes-details', HTMLDetailsElement).open) return
  const shown = Math.min(playback.nodes, MAX_TABLE_ROWS)
  const more = shown < playback.nodes ? `, the first ${grouped(shown)} of ${grouped(playback.nodes)}` : ''
  setText('nodes-caption', `At ${short(playback.shownMs, 1)} ms${more}`)
  element('nodes-table', HTMLElement).replaceChildren(
    ...Array.from({ length: shown }, (_, node) => rowOf(playback, node)),
  )
}

const STATE_WORDS = ['does not know', 'knows', 'dead']

function rowOf(playback: Playback, node: number): HTMLTableRowElement {
  const row = document.createElement('tr')
  const name = document.createElement('th')
  name.scope = 'row'
  name.textContent = String(node)
  const state = playback.states[node] ?? 0
  const cells = [STATE_WORDS[state] ?? '', state === KNOWS ? sinceText(playback, node) : ''].map((text) => {
    const cell = document.createElement('td')
    cell.textContent = text
    return cell
  })
  row.append(name, ...cells)
  return row
}

import type { EpidemicOptions } from '../epidemic/options.ts'
import { short } from '../report/numbers.ts'
import { drawCurve } from './curve.ts'
import { element, onClick, setText } from './elements.ts'
import { showCensus, showNode, showNodes, showReport } from './figures.ts'
import { MAX_DRAWN_NODES } from './layout.ts'
import type { Link } from './links.ts'
import { NodePanel } from './node-panel.ts'
import { type Deed, Playback } from './playback.ts'
import { Player } from './player.ts'
import { StagePointer, type Tool, TOOLS } from './pointer.ts'
import { SettingsForm } from './settings-form.ts'
import { START_SPEED } from './speeds.ts'
import { Stage } from './stage.ts'
import { Surface } from './surface.ts'
import { onThemeChange, readTheme } from './theme.ts'

const TOOL_TEXTS: Readonly<Record<Tool, string>> = {
  cut: 'Drag across links, or click one.',
  mend: 'Drag across cut links, or click one.',
  kill: 'Click a node.',
  start: 'Click a node: a new run begins.',
}
/** Positions of the time slider. */
const SLIDER_STEPS = 1_000
/** Of large networks the report, which counts all nodes, is made anew only so often while it plays. */
const FRAMES_PER_REPORT = 15
const MIN_NODES: EpidemicOptions = { nodes: 1 }

/** The page as a whole: settings, a run of them, and what shows it. */
export class LivePage {
  readonly #form: SettingsForm
  readonly #player: Player
  readonly #stage: Stage
  readonly #stageSurface: Surface
  readonly #curveSurface: Surface
  readonly #pointer: StagePointer
  readonly #panel: NodePanel
  readonly #slider = element('time', HTMLInputElement)
  #playback: Playback
  #theme = readTheme()
  #frame = 0

  constructor() {
    const base: EpidemicOptions = JSON.parse(element('main', HTMLElement).dataset['base'] ?? '{}')
    this.#form = new SettingsForm(base, () => this.#begin([]))
    this.#playback = new Playback(this.#form.read() ?? MIN_NODES)
    const redraw = () => this.#draw()
    this.#stageSurface = new Surface(element('stage', HTMLCanvasElement), redraw)
    this.#curveSurface = new Surface(element('curve', HTMLCanvasElement), redraw)
    this.#stage = new Stage(this.#stageSurface, this.#playback)
    this.#player = new Player(this.#playback, START_SPEED, () => this.#onFrame())
    this.#panel = new NodePanel({
      playback: () => this.#playback,
      act: (deed, told) => this.#act(deed, told),
      startAt: (node) => this.#startAt(node),
      onChoice: redraw,
    })
    this.#pointer = new StagePointer(element('stage', HTMLCanvasElement), this.#stage, {
      tool: chosenTool,
      playback: () => this.#playback,
      onLinks: (tool, links) => this.#actOnLinks(tool, links),
      onNode: (tool, node) => this.#actOnNode(tool, node),
      onStroke: redraw,
    })
    this.#listen()
  }

  begin(): void {
    this.#begin([])
  }

  /** A new run of what the form says. Deeds on a network with other nodes or links would mean something else there. */
  #begin(deeds: readonly Deed[]): void {
    const options = this.#form.read()
    if (!options) return this.#pause()
    this.#playback = new Playback(options, deeds)
    this.#stage.use(this.#playback)
    this.#player.use(this.#playback)
    this.#panel.use(this.#playback)
    this.#markTool()
    const isLarge = this.#playback.nodes > MAX_DRAWN_NODES
    this.#tell(isLarge ? 'Each square stands for many nodes: the fuller, the more know.' : '')
    if (movesAreWelcome()) this.#play()
    else this.#pause()
  }

  #listen(): void {
    onClick('play', () => (this.#player.isPlaying ? this.#pause() : this.#play()))
    onClick('step', () => {
      this.#pause()
      this.#show(this.#playback.shownMs + this.#playback.roundMs)
    })
    onClick('restart', () => this.#begin(this.#playback.startDeeds))
    this.#slider.addEventListener('input', () => {
      const share = this.#slider.valueAsNumber / SLIDER_STEPS
      this.#pause()
      this.#show(share * this.#playback.frontMs)
    })
    const speed = element('speed', HTMLSelectElement)
    speed.addEventListener('change', () => (this.#player.speed = Number(speed.value)))
    element('tools', HTMLElement).addEventListener('change', () => this.#markTool())
    element('nodes-details', HTMLElement).addEventListener('toggle', () => showNodes(this.#playback))
    onThemeChange(() => {
      this.#theme = readTheme()
      this.#draw()
    })
  }

  #play(): void {
    this.#player.play()
    this.#showButton()
  }

  #pause(): void {
    this.#player.pause()
    this.#showButton()
    this.#draw()
  }

  #show(atMs: number): void {
    this.#playback.show(atMs)
    this.#draw()
    this.#tellEnd()
  }

  #onFrame(): void {
    this.#draw()
    if (!this.#player.isPlaying) {
      this.#showButton()
      this.#tellEnd()
    }
  }

  #showButton(): void {
    setText('play', this.#player.isPlaying ? 'Pause' : 'Play')
  }

  #draw(): void {
    const playback = this.#playback
    const census = playback.look()
    this.#stage.draw(this.#theme, {
      chosen: this.#panel.chosen,
      stroke: this.#pointer.stroke,
      crossed: this.#pointer.crossed,
    })
    drawCurve(this.#curveSurface, this.#theme, playback)
    showCensus(playback, census)
    this.#showTime()
    this.#frame += 1
    const isDue = !this.#player.isPlaying || this.#frame % FRAMES_PER_REPORT === 0
    if (!isDue) return
    showReport(playback.report(), playback.isOver)
    showNode(playback, this.#panel.node)
    showNodes(playback)
  }

  #showTime(): void {
    const { shownMs, frontMs } = this.#playback
    const text = `${short(shownMs, 1)} ms`
    this.#slider.value = String(frontMs > 0 ? Math.round((shownMs / frontMs) * SLIDER_STEPS) : 0)
    this.#slider.setAttribute('aria-valuetext', text)
    setText('time-text', text)
  }

  #tellEnd(): void {
    if (!this.#playback.isAtEnd) return
    const { converged, convergenceMs, rounds, live, reached } = this.#playback.report()
    this.#tell(
      converged && convergenceMs !== null && rounds !== null
        ? `CONVERGED after ${short(convergenceMs, 1)} ms, ${short(rounds, 1)} rounds.`
        : `Not converged: ${reached} of ${live} live nodes know.`,
    )
  }

  #tell(text: string): void {
    setText('status', text)
  }

  #act(deed: Deed, told: string): void {
    if (this.#playback.isAtEnd) return this.#tell('The run is over: turn time back, or restart.')
    this.#playback.act(deed)
    this.#tell(told)
    this.#draw()
  }

  #actOnLinks(kind: 'cut' | 'mend', links: readonly Link[]): void {
    const what = links.length === 1 ? '1 link' : `${links.length} links`
    this.#act({ kind, links }, kind === 'cut' ? `${what} cut.` : `${what} healed.`)
  }

  #actOnNode(tool: Tool, node: number): void {
    this.#panel.choose(node)
    if (tool === 'kill') this.#panel.killOrRevive()
    if (tool === 'start') this.#startAt(node)
  }

  #startAt(node: number): void {
    this.#form.origin = node
    this.#begin(this.#playback.startDeeds)
    this.#tell(`Node ${node} knows it first.`)
  }

  #markTool(): void {
    const tool = chosenTool()
    element('stage', HTMLCanvasElement).classList.toggle('cutting', tool === 'cut' || tool === 'mend')
    setText(
      'tool-text',
      this.#playback.nodes > MAX_DRAWN_NODES ? 'Too many for the mouse.' : TOOL_TEXTS[tool],
    )
  }
}

function chosenTool(): Tool {
  const checked = document.querySelector<HTMLInputElement>('#tools input:checked')
  return TOOLS.find((tool) => tool === checked?.value) ?? 'cut'
}

function movesAreWelcome(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches
}

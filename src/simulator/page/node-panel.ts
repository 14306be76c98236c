import { DOWN } from './chronicle.ts'
import { element, onClick, setText } from './elements.ts'
import { showNode } from './figures.ts'
import { MAX_DRAWN_NODES } from './layout.ts'
import type { Link } from './links.ts'
import type { Deed, Playback } from './playback.ts'

export interface NodePanelActions {
  readonly playback: () => Playback
  readonly act: (deed: Deed, told: string) => void
  readonly startAt: (node: number) => void
  /** Another node is chosen. */
  readonly onChoice: () => void
}

/** Everything that the mouse does, by number: for the keyboard, and for networks too large to be pointed at. */
export class NodePanel {
  readonly #actions: NodePanelActions
  readonly #node = element('node', HTMLInputElement)
  readonly #peer = element('peer', HTMLInputElement)
  #isChosen = false

  constructor(actions: NodePanelActions) {
    this.#actions = actions
    this.#node.addEventListener('input', () => {
      this.#isChosen = true
      this.#refresh()
    })
    this.#peer.addEventListener('input', () => this.#refresh())
    onClick('start-here', () => this.#withNode((node) => actions.startAt(node)))
    onClick('kill', () => this.killOrRevive())
    onClick('cut-all', () => this.#withNode((node) => this.#links('cut', this.#linksOf(node))))
    onClick('mend-all', () => this.#withNode((node) => this.#links('mend', this.#linksOf(node))))
    onClick('cut-one', () => this.#links(this.#isCut() ? 'mend' : 'cut', this.#oneLink()))
    onClick('halve', () => this.#links('cut', this.#linksBetweenHalves()))
    onClick('mend-every', () => this.#links('mend', [...this.#actions.playback().cutLinks().values()]))
  }

  /** What the field says; it may name no node. */
  get node(): number {
    return this.#node.value === '' ? -1 : this.#node.valueAsNumber
  }

  /** The node that stands out on the stage. */
  get chosen(): number | undefined {
    return this.#isChosen && this.#isNode(this.node) ? this.node : undefined
  }

  use(playback: Playback): void {
    this.#node.max = this.#peer.max = String(playback.nodes - 1)
    const isLarge = playback.nodes > MAX_DRAWN_NODES
    for (const id of ['cut-all', 'mend-all']) element(id, HTMLButtonElement).disabled = isLarge
    element('halve', HTMLButtonElement).disabled = playback.links === undefined
    this.#label()
  }

  choose(node: number): void {
    this.#node.value = String(node)
    this.#isChosen = true
    this.#refresh()
  }

  killOrRevive(): void {
    this.#withNode((node) => {
      const isDown = this.#isDown(node)
      const told = isDown ? `Node ${node} is back and knows nothing.` : `Node ${node} is dead.`
      this.#actions.act({ kind: isDown ? 'revive' : 'kill', nodes: [node] }, told)
      this.#label()
    })
  }

  #withNode(act: (node: number) => void): void {
    if (this.#isNode(this.node)) act(this.node)
    else this.#node.focus()
  }

  #links(kind: 'cut' | 'mend', links: readonly Link[]): void {
    const what = links.length === 1 ? '1 link is' : `${links.length} links are`
    if (links.length > 0) this.#actions.act({ kind, links }, `${what} ${kind === 'cut' ? 'cut' : 'healed'}.`)
    this.#label()
  }

  #linksOf(node: number): Link[] {
    return this.#actions.playback().linksOf(node)
  }

  #oneLink(): Link[] {
    const peer = this.#peer.valueAsNumber
    const isLink = this.#isNode(this.node) && this.#isNode(peer) && peer !== this.node
    return isLink ? [[this.node, peer]] : []
  }

  #linksBetweenHalves(): Link[] {
    const { links = [], nodes } = this.#actions.playback()
    const half = Math.ceil(nodes / 2)
    return links.filter(([a, b]) => a < half !== b < half)
  }

  #isCut(): boolean {
    const [link] = this.#oneLink()
    return link !== undefined && this.#actions.playback().isCut(link)
  }

  #isNode(node: number): boolean {
    return Number.isInteger(node) && node >= 0 && node < this.#actions.playback().nodes
  }

  #isDown(node: number): boolean {
    const { chronicle, shownMs } = this.#actions.playback()
    return chronicle.stateAt(shownMs, node) === DOWN
  }

  #refresh(): void {
    this.#label()
    showNode(this.#actions.playback(), this.node)
    this.#actions.onChoice()
  }

  #label(): void {
    setText('kill', this.#isNode(this.node) && this.#isDown(this.node) ? 'Revive' : 'Kill')
    setText('cut-one', this.#isCut() ? 'Heal the link' : 'Cut the link')
  }
}

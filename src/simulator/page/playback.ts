import { Epidemic } from '../epidemic/epidemic.ts'
import { DEFAULT_OPTIONS, type EpidemicOptions, TICKS_PER_MS } from '../epidemic/options.ts'
import type { EpidemicReport } from '../epidemic/report.ts'
import { type Census, Chronicle } from './chronicle.ts'
import { MAX_DRAWN_NODES } from './layout.ts'
import { collectLinks, type Link, linkKey } from './links.ts'

/** What somebody does to the network. */
export type Deed =
  | { readonly kind: 'kill' | 'revive'; readonly nodes: readonly number[] }
  | { readonly kind: 'cut' | 'mend'; readonly links: readonly Link[] }

interface TimedDeed {
  readonly atMs: number
  readonly deed: Deed
}

/**
 * A run that can be looked at from any moment. Time is shown up to where the epidemic has been advanced, its front. A deed
 * happens at the moment that is shown; if that is not the front, what came later is undone: the run begins anew, with the
 * deeds before that moment, and gets there by the same way, since the same seed and deeds give the same course.
 */
export class Playback {
  readonly options: EpidemicOptions
  readonly nodes: number
  /** A round of this run, for steps. */
  readonly roundMs: number
  /** When theory expects it to converge; null where theory has nothing to say. */
  readonly predictedMs: number | null
  /** undefined: too many to be shown or cut by hand. */
  readonly links: readonly Link[] | undefined
  readonly states: Uint8Array
  shownMs = 0
  #epidemic: Epidemic
  #chronicle: Chronicle
  #deeds: readonly TimedDeed[]

  constructor(options: EpidemicOptions, startDeeds: readonly Deed[] = []) {
    this.options = options
    this.#deeds = startDeeds.map((deed) => ({ atMs: 0, deed }))
    const { epidemic, chronicle } = this.#replay()
    this.#epidemic = epidemic
    this.#chronicle = chronicle
    this.nodes = epidemic.settings.nodes
    this.roundMs = epidemic.roundTicks / TICKS_PER_MS
    const { predicted } = epidemic.report()
    this.predictedMs = predicted && predicted.rounds * this.roundMs
    this.states = new Uint8Array(this.nodes)
    this.links = collectLinks(this.nodes, (node, limit) => epidemic.linksOf(node, limit))
  }

  get chronicle(): Chronicle {
    return this.#chronicle
  }

  /** The latest moment that is known. */
  get frontMs(): number {
    return this.#epidemic.nowMs
  }

  /** Nothing more will happen. */
  get isOver(): boolean {
    return this.#epidemic.isOver
  }

  get isAtEnd(): boolean {
    return this.isOver && this.shownMs >= this.frontMs
  }

  /** What was done before anything happened. */
  get startDeeds(): readonly Deed[] {
    return this.#deeds.filter(({ atMs }) => atMs === 0).map(({ deed }) => deed)
  }

  report(): EpidemicReport {
    return this.#epidemic.report()
  }

  /** Shows this moment, and lets the run come so far if it has not. */
  show(atMs: number): void {
    if (atMs > this.frontMs && !this.isOver) this.#epidemic.advance(atMs)
    this.shownMs = Math.max(0, this.isOver ? Math.min(atMs, this.frontMs) : atMs)
  }

  /** The states of all nodes at the shown moment. */
  look(): Census {
    return this.#chronicle.statesAt(this.shownMs, this.states)
  }

  act(deed: Deed): void {
    const atMs = this.shownMs
    const isNow = atMs > 0 && atMs >= this.frontMs
    this.#deeds = [...this.#deeds.filter((done) => done.atMs <= atMs), { atMs, deed }]
    if (isNow) return perform(this.#epidemic, deed)
    const { epidemic, chronicle } = this.#replay()
    this.#epidemic = epidemic
    this.#chronicle = chronicle
    this.show(atMs)
  }

  /** The links that are cut at the shown moment, by `linkKey`. */
  cutLinks(): ReadonlyMap<number, Link> {
    const cut = new Map<number, Link>()
    for (const { atMs, deed } of this.#deeds) {
      if (atMs > this.shownMs) break
      if (deed.kind === 'cut') for (const link of deed.links) cut.set(linkKey(link, this.nodes), link)
      if (deed.kind === 'mend') for (const link of deed.links) cut.delete(linkKey(link, this.nodes))
    }
    return cut
  }

  isCut(link: Link): boolean {
    return this.cutLinks().has(linkKey(link, this.nodes))
  }

  linksOf(node: number): Link[] {
    return this.#epidemic.linksOf(node).map((other): Link => [node, other])
  }

  /** Deeds at the beginning come before the first message. */
  #replay(): { readonly epidemic: Epidemic; readonly chronicle: Chronicle } {
    const { nodes = DEFAULT_OPTIONS.nodes } = this.options
    const chronicle = new Chronicle(nodes, nodes <= MAX_DRAWN_NODES)
    const epidemic = new Epidemic(this.options, chronicle)
    for (const { atMs, deed } of this.#deeds) {
      if (atMs > 0) epidemic.advance(atMs)
      perform(epidemic, deed)
    }
    epidemic.advance(epidemic.nowMs)
    return { epidemic, chronicle }
  }
}

function perform(epidemic: Epidemic, deed: Deed): void {
  switch (deed.kind) {
    case 'kill':
      for (const node of deed.nodes) if (epidemic.isUp(node)) epidemic.kill(node)
      break
    case 'revive':
      for (const node of deed.nodes) if (!epidemic.isUp(node)) epidemic.revive(node)
      break
    case 'cut':
      for (const [a, b] of deed.links) epidemic.cutLink(a, b)
      break
    case 'mend':
      for (const [a, b] of deed.links) epidemic.mendLink(a, b)
  }
}

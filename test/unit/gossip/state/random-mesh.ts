import { expect } from '@jest/globals'
import { assert } from '../../../../src/base/assert.ts'
import type { PieceOrder } from '../../../../src/gossip/state/choose-pieces.ts'
import { MeshState } from '../../../../src/gossip/state/mesh-state.ts'
import type { StateOptions } from '../../../../src/gossip/state/options.ts'
import type { Version } from '../../../../src/gossip/state/version.ts'
import type { Entry, Piece } from '../../../../src/gossip/wire/messages.ts'
import { bytes, must, rowsOf, shown } from './replicas.ts'

export type Action =
  | { readonly do: 'set' | 'delete'; readonly node: number; readonly key: number }
  | { readonly do: 'publish' | 'restart'; readonly node: number }
  | { readonly do: 'push'; readonly node: number; readonly to: number; readonly since: number }
  | {
      readonly do: 'reconcile'
      readonly node: number
      readonly to: number
      readonly budget: number
      readonly order: PieceOrder
    }
  | { readonly do: 'deliver' | 'repeat' | 'lose'; readonly which: number }
  /** Something said long ago, to anybody, comes to somebody else. */
  | { readonly do: 'stray'; readonly which: number; readonly to: number }
  | { readonly do: 'wait'; readonly ms: number }

interface Flying {
  readonly to: number
  readonly piece: Piece
}

/** What the owner of this key never deletes. */
const isLasting = (key: string) => key.startsWith('lasting')
const QUIET_BUDGET = 400
const MAX_QUIET_ROUNDS = 200

/**
 * Some nodes and what flies between them. Whatever happens, it holds every node to what must always be true: nothing
 * that was deleted comes back, nothing is reported twice, nothing goes backwards.
 */
export class RandomMesh {
  readonly nodes: MeshState[] = []
  readonly #options: StateOptions
  readonly #flying: Flying[] = []
  readonly #said: Piece[] = []
  /** By receiver, owner and generation: the latest version that a key showed, and what was reported. */
  readonly #seen = new Map<string, number>()
  readonly #events = new Map<string, number>()
  readonly #lives: number[] = []
  readonly counts = new Map<string, number>()
  #nowMs = 0
  #writes = 0

  constructor(size: number, options: StateOptions) {
    this.#options = options
    for (let index = 0; index < size; index++) {
      this.#lives.push(1)
      this.nodes.push(this.#newNode(index, size))
    }
  }

  act(action: Action): void {
    switch (action.do) {
      case 'set':
        this.#node(action.node).set(keyName(action.key), 0, bytes(`${this.#writes++}`))
        break
      case 'delete':
        if (!isLasting(keyName(action.key))) this.#node(action.node).delete(this.#nowMs, keyName(action.key))
        break
      case 'publish':
        this.#node(action.node).publish(this.#nowMs, 'news', bytes(`${this.#writes++}`))
        break
      case 'restart':
        this.#restart(action.node)
        break
      case 'push':
        this.#push(this.#node(action.node), action.to, action.since)
        break
      case 'reconcile':
        this.#reconcile(this.#node(action.node), action)
        break
      case 'stray': {
        const piece = this.#said[action.which % Math.max(1, this.#said.length)]
        if (piece !== undefined) this.#apply(action.to, piece)
        break
      }
      case 'wait':
        this.#wait(action.ms)
        break
      default:
        this.#fly(action.do, action.which)
    }
  }

  /** Everybody reconciles with everybody until nothing is left to say. */
  settle(): void {
    this.#flying.length = 0
    for (let round = 0; round < MAX_QUIET_ROUNDS; round++) {
      if (this.isSettled()) return
      for (const [from, node] of this.nodes.entries()) {
        for (const to of this.nodes.keys()) {
          if (from === to) continue
          const { pieces } = node.piecesFor(rowsOf(this.#node(to)), node.owners(), QUIET_BUDGET, 'newest')
          for (const piece of pieces) this.#apply(to, piece)
        }
      }
    }
    throw new Error('the mesh does not settle')
  }

  isSettled(): boolean {
    const [first, ...others] = this.nodes.map((node) =>
      JSON.stringify(this.nodes.map(({ self }) => node.version(self))),
    )
    return others.every((rows) => rows === first)
  }

  /** The time of doubt ends everywhere. */
  endDoubt(): void {
    const horizon = this.#nowMs + this.#options.doubtMs
    for (const [index, node] of this.nodes.entries()) {
      let guard = 0
      while (node.nextSweepMs() <= horizon && guard++ < 1_000) node.sweep(horizon)
      expect(node.nextSweepMs()).toBeGreaterThan(horizon)
      this.#check(index)
    }
  }

  checkEqual(): void {
    for (const owner of this.nodes) {
      for (const node of this.nodes) expect(shown(node, owner.self)).toEqual(shown(owner, owner.self))
    }
    for (const { hash } of this.nodes) expect(hash).toEqual(this.nodes[0]?.hash)
  }

  /** Every event that its owner still keeps has been reported by everybody else. */
  checkEvents(): void {
    for (const [index, node] of this.nodes.entries()) {
      for (const owner of this.nodes) {
        if (owner === node) continue
        const { pieces } = owner.piecesFor(new Map(), [owner.self], 1_000_000, 'newest')
        for (const event of pieces.flatMap(({ entries }) => entries)) {
          if (event.kind !== 'event') continue
          this.#count('event everywhere')
          expect(this.#events.get(this.#place(index, owner.self, owner.generation, `${event.version}`))).toBe(
            1,
          )
        }
      }
    }
  }

  #push(node: MeshState, to: number, since: number): void {
    const { max } = must(node.version(node.self))
    const piece = node.freshPiece(Math.max(0, max - since), 10_000)
    if (piece !== undefined) this.#say(to, piece)
  }

  #reconcile(node: MeshState, { to, budget, order }: Extract<Action, { do: 'reconcile' }>): void {
    const peer = this.#node(to)
    if (peer === node) return
    const { pieces, bytes: size } = node.piecesFor(rowsOf(peer), node.owners(), budget, order)
    assert(size <= budget, 'pieces keep to the budget')
    for (const piece of pieces) this.#say(to, piece)
  }

  #say(to: number, piece: Piece): void {
    this.#flying.push({ to, piece })
    this.#said.push(piece)
  }

  #fly(what: 'deliver' | 'repeat' | 'lose', which: number): void {
    const index = which % Math.max(1, this.#flying.length)
    const flying = this.#flying[index]
    if (flying === undefined) return
    if (what !== 'repeat') this.#flying.splice(index, 1)
    if (what !== 'lose') this.#apply(flying.to, flying.piece)
  }

  #apply(to: number, piece: Piece): void {
    const node = this.#node(to)
    const before = node.version(piece.owner)
    const { outcome, fresh } = node.apply(this.#nowMs, piece)
    this.#count(outcome)
    assert(outcome !== 'malformed', 'pieces are well formed')
    this.#checkVersion(before, node.version(piece.owner))
    for (const entry of fresh) this.#report(to, piece, entry)
    this.#check(to)
  }

  #checkVersion(before: Version | undefined, after: Version | undefined): void {
    if (before === undefined || after === undefined || after.generation > before.generation) return
    assert(after.generation === before.generation, 'generations rise')
    assert(after.collected >= before.collected, 'what is collected stays collected')
    if (after.max < before.max) {
      this.#count('started over')
      assert(after.collected > before.max, 'only starting over goes back')
    }
  }

  #report(at: number, { owner, generation }: Piece, entry: Entry): void {
    const place = this.#place(at, owner, generation, `${entry.version}`)
    this.#events.set(place, (this.#events.get(place) ?? 0) + 1)
    this.#count(`reported ${entry.kind}`)
    assert(this.#events.get(place) === 1, `${place} is reported once`)
    if (entry.kind === 'tombstone')
      this.#seen.set(this.#place(at, owner, generation, entry.key), entry.version)
  }

  /** No key shows an older version than before, and what its owner never deletes does not vanish. */
  #check(at: number): void {
    const node = this.#node(at)
    for (const owner of this.nodes) {
      const generation = must(node.version(owner.self)).generation
      const keys = new Set<string>()
      for (const entry of node.entries(owner.self)) {
        const place = this.#place(at, owner.self, generation, entry.key)
        assert(entry.version >= (this.#seen.get(place) ?? 0), `${place} does not go back`)
        this.#seen.set(place, entry.version)
        keys.add(entry.key)
      }
      for (let index = 0; index < KEYS; index++) {
        const key = keyName(index)
        const wasThere = this.#seen.has(this.#place(at, owner.self, generation, key))
        assert(keys.has(key) || !wasThere || !isLasting(key), `${owner.self} ${key} stays visible at ${at}`)
      }
    }
  }

  #wait(ms: number): void {
    this.#nowMs += ms
    for (const node of this.nodes) {
      const { changed } = node.sweep(this.#nowMs)
      if (changed) this.#count('collected')
    }
  }

  #restart(index: number): void {
    this.#lives[index] = (this.#lives[index] ?? 0) + 1
    this.nodes[index] = this.#newNode(index, this.nodes.length)
    const { self, generation } = this.#node(index)
    for (const node of this.nodes) {
      if (node.self === self) continue
      node.addOwner(self, generation)
      node.setRow(self, generation, 0, 'alive')
    }
  }

  #newNode(index: number, size: number): MeshState {
    const node = new MeshState(`n${index}`, this.#lives[index] ?? 1, this.#options)
    for (let other = 0; other < size; other++) {
      const generation = this.#lives[other] ?? 1
      node.addOwner(`n${other}`, generation)
      node.setRow(`n${other}`, generation, 0, 'alive')
    }
    return node
  }

  #place(at: number, owner: string, generation: number, what: string): string {
    return `${at}.${this.#lives[at]} ${owner}.${generation} ${what}`
  }

  #node(index: number): MeshState {
    return must(this.nodes[index])
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
  }
}

export const KEYS = 8

function keyName(key: number): string {
  const index = key % KEYS
  return index < 2 ? `lasting${index}` : `key${index}`
}

import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import type { DeathReport } from '../cluster-report.ts'
import type { SimNode } from '../sim-node.ts'

interface Death {
  readonly victim: SimNode
  readonly atMs: number
  /** Who lived at the death, has not died since, and has not noticed yet. */
  readonly unaware: Set<SimNode>
  readonly noticed: Map<SimNode, number>
  suspectedMs: number | undefined
  /** When a later process took its place. */
  backMs: number | undefined
}

/** Until when each death was noticed by whom. A later start of the same name ends the watch: there is nothing to notice. */
export class DeathWatch {
  #deaths: Death[] = []
  readonly #open = new Map<string, Death>()

  /** `others` live. */
  died(victim: SimNode, others: readonly SimNode[], nowMs: number): void {
    for (const { unaware } of this.#deaths) unaware.delete(victim)
    const unaware = new Set(others.filter((node) => node !== victim))
    const death = {
      victim,
      atMs: nowMs,
      unaware,
      noticed: new Map(),
      suspectedMs: undefined,
      backMs: undefined,
    }
    this.#deaths.push(death)
    this.#open.set(victim.name, death)
  }

  /** Whoever is back at once was restarted, and is no death. */
  started({ name }: SimNode, nowMs: number): void {
    const death = this.#open.get(name)
    if (!death) return
    this.#open.delete(name)
    death.backMs = nowMs
    if (death.atMs === nowMs) this.#deaths = this.#deaths.filter((other) => other !== death)
  }

  see(observer: SimNode, event: MeshEvent, nowMs: number): void {
    if (event.kind !== 'member') return
    const death = this.#open.get(event.member.name)
    if (!death || event.member.generation !== death.victim.generation) return
    if (event.change === 'suspected') death.suspectedMs ??= nowMs
    if (event.change === 'died' && death.unaware.delete(observer)) death.noticed.set(observer, nowMs)
  }

  reports(): DeathReport[] {
    return this.#deaths.map(({ victim, atMs, suspectedMs, backMs, noticed, unaware }) => {
      const entries = [...noticed]
      const [first, last] = [entries[0], entries.at(-1)]
      return {
        node: victim.name,
        atMs,
        ...(backMs !== undefined && { backAfterMs: backMs - atMs }),
        ...(suspectedMs !== undefined && { suspectedAfterMs: suspectedMs - atMs }),
        ...(first && { firstAfterMs: first[1] - atMs, firstObserver: first[0].name }),
        ...(last && { lastAfterMs: last[1] - atMs, lastObserver: last[0].name }),
        noticedBy: noticed.size,
        observers: noticed.size + unaware.size,
      }
    })
  }
}

import type { View } from '../cluster-report.ts'
import type { SimNode } from '../sim-node.ts'

/** Rows of all views together; of many nodes only some views are shown. */
const MAX_VIEW_ROWS = 10_000

export interface Views {
  readonly views: readonly View[]
  readonly viewsLeftOut: number
}

/** What live nodes hold of the others. */
export function viewsOf(live: readonly SimNode[]): Views {
  const views: View[] = []
  let room = MAX_VIEW_ROWS
  for (const { name: observer, engine } of live) {
    const members = engine
      .members()
      .map(({ name, address, status, generation, incarnation }) => ({
        name,
        address,
        status,
        generation,
        incarnation,
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    room -= members.length
    if (room < 0) break
    views.push({ observer, members })
  }
  return { views, viewsLeftOut: live.length - views.length }
}

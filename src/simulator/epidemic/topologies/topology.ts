import { assertNever } from '../../../base/assert.ts'
import type { Draws } from '../draws.ts'
import type { EpidemicSettings } from '../settings.ts'
import { scaleFreeEnds, smallWorldEnds } from './irregular.ts'
import { FullLinks, type Links, ListedLinks, TwoRegionLinks } from './links.ts'
import { gridEnds, randomRegularEnds, ringEnds } from './regular.ts'

export function linksFor(settings: EpidemicSettings, draws: Draws): Links {
  const { topology, nodes, degree, rewire, bridges } = settings
  switch (topology) {
    case 'full':
      return new FullLinks(nodes)
    case 'two-regions':
      return new TwoRegionLinks(nodes, bridges)
    case 'ring':
      return new ListedLinks(nodes, ringEnds(nodes, degree))
    case 'grid':
      return new ListedLinks(nodes, gridEnds(nodes))
    case 'random-regular':
      return new ListedLinks(nodes, randomRegularEnds(nodes, degree, draws))
    case 'small-world':
      return new ListedLinks(nodes, smallWorldEnds(nodes, degree, rewire, draws))
    case 'scale-free':
      return new ListedLinks(nodes, scaleFreeEnds(nodes, degree, draws))
    default:
      return assertNever(topology)
  }
}

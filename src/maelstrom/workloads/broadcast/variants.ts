import type { Workload } from '../workload.ts'

type Name = 'single' | 'allToAll' | 'tree' | 'batched' | 'wide' | 'throughput' | 'auto'

const of = (name: Name, about: string) => ({
  about,
  load: async () => (await import('./programs.ts'))[name],
})

export const BROADCAST: Workload = {
  defaultVariant: 'batched',
  variants: {
    single: of('single', 'for one node: nothing is passed on'),
    'all-to-all': of('allToAll', 'each value goes straight to every node: the fastest'),
    tree: of('tree', 'each value goes to a root, which passes it on; another one when the root is cut off'),
    batched: of('batched', 'all flush in phase to a hub that changes: few messages, within 600 ms'),
    wide: of('wide', 'the same with a longer period: within 600 ms as the reference bench measures'),
    throughput: of('throughput', 'the same with a long period: fewest messages, within 1.9 s'),
    auto: of('auto', 'batched; while there is hardly any load, straight to every node'),
  },
}

// A process of its own that fills a store: the server that is measured afterwards begins like any other.
import { fill, type FillOrder } from './fill.ts'

process.on('message', (order: FillOrder) => {
  void fill(order).then((sample) => process.send?.(sample))
})
process.on('disconnect', () => process.exit())
